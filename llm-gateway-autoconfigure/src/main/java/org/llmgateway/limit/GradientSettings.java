package org.llmgateway.limit;

/**
 * What a {@link GradientLimit} goes by. Times are nanoseconds.
 *
 * @param min the least limit, from 1 on
 * @param max the greatest limit
 * @param initial the limit to begin with
 * @param tolerance how many times the baseline the time to the first token may be before
 * the limit falls, at least 1
 * @param window how often the limit changes at most
 * @param probe after how long at the limit the baseline is measured anew; 0 for never
 */
record GradientSettings(int min, int max, int initial, double tolerance, long window, long probe) {

}
