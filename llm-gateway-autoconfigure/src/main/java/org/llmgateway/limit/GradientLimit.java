package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;

/**
 * A limit that finds out how many requests there may be by how long their first tokens
 * take.
 *
 * <p>
 * Whoever serves requests in a number of slots makes those wait that find none free, so
 * the time to the first token rises as soon as there are more requests than slots. It
 * says nothing of how long an answer is, which is why it is used and the total time is
 * not. But it depends on the length of the prompt, so single times are worth nothing:
 * what counts is the mean of their logarithms over a window, smoothed to {@code recent},
 * beside a {@code baseline}, the same where nobody waits. At the end of each window that
 * has at least ten times in it
 *
 * <pre>
 * gradient = max(1/2, min(1, tolerance * e^(error + baseline - recent)))
 * next     = limit * gradient + sqrt(limit)
 * limit    = limit + (next - limit) * 3/10, from min to max
 * </pre>
 *
 * where {@code error} is the standard error of the window's mean: what may be chance is
 * not acted upon, however much the prompts differ. The root is the queue that is allowed.
 * With n slots and first tokens that take as long as the whole answer the limit comes to
 * rest where {@code limit - sqrt(limit) = tolerance * n}, for a tolerance of 1.5 at 1.7 n
 * for n = 50 and at 1.9 n for n = 10; the sooner the first token is there, the nearer to
 * n. A limit that was used by less than half stays, and one that was used by less than
 * nine tenths does not rise: what nobody has tried would be taken all at once when an
 * overload begins. None falls to less than nine tenths of what is under way, which could
 * not make it go sooner. Answers that tell of overload (429, 503, 529, no first token in
 * time) lower it by a tenth, once in a window.
 *
 * <p>
 * The baseline follows {@code recent} while the limit is used by less than half, and
 * downwards always. It never rises while requests may be waiting for slots, or it would
 * rise for ever. Instead it is measured by a {@link BaselineProbe} after each
 * {@code probe} nanoseconds at the limit, with less than half as many requests, and goes
 * half of the way to what was found, or all of it if that is lower by more than the
 * tolerance: in this way a baseline that is too high, because the gateway was started
 * under overload, and one that is too low, because a provider has become slower, both
 * come right.
 *
 * <p>
 * After Gradient2 of Netflix's
 * <a href= "https://github.com/Netflix/concurrency-limits">concurrency-limits</a>, which
 * compares averages of total times and lets the long one drift; the probe is after the
 * minRTT window of Envoy's adaptive concurrency filter. All times are nanoseconds of one
 * clock.
 */
final class GradientLimit implements ConcurrencyLimit {

	private static final int LEAST_TIMES = 10;

	private static final double SMOOTHING = 0.3;

	private static final double LEARNING = 0.1;

	private static final double BACKOFF = 0.9;

	/** From which use on a limit is taken to hold requests back. */
	private static final double AT_LIMIT = 0.9;

	/** How many times as long as a probe there is no other one. */
	private static final int REST = 10;

	private final GradientSettings settings;

	private final double tolerance;

	private final LogMean times = new LogMean();

	private volatile int limit;

	private volatile double baseline = Double.NaN;

	private double recent = Double.NaN;

	private double estimate;

	private long windowBegan;

	private int mostInFlight;

	private long dropped;

	private long probeAt;

	private @Nullable BaselineProbe probe;

	GradientLimit(GradientSettings settings, long now) {
		this.settings = settings;
		this.tolerance = Math.log(settings.tolerance());
		this.estimate = settings.initial();
		this.limit = settings.initial();
		this.windowBegan = now;
		this.dropped = now - settings.window();
		this.probeAt = now + settings.probe();
	}

	@Override
	public int limit() {
		return this.limit;
	}

	/**
	 * The time to the first token where nobody waits.
	 * @return nanoseconds; 0 if it is not known
	 */
	long baseline() {
		double known = this.baseline;
		return Double.isNaN(known) ? 0 : Math.round(Math.exp(known));
	}

	@Override
	public synchronized void firstToken(long nanos, int inFlight, long now) {
		this.mostInFlight = Math.max(this.mostInFlight, inFlight);
		BaselineProbe running = this.probe;
		if (running != null) {
			running.firstToken(nanos, now);
			if (running.isOver(now)) {
				finish(running, now);
			}
			return;
		}
		this.times.add(nanos);
		if (this.times.count() >= LEAST_TIMES && now - this.windowBegan >= this.settings.window()) {
			adapt(inFlight, now);
			begin(now);
		}
	}

	@Override
	public synchronized void ended(boolean overloaded, int inFlight, long now) {
		this.mostInFlight = Math.max(this.mostInFlight, inFlight);
		if (overloaded && now - this.dropped >= this.settings.window()) {
			this.dropped = now;
			this.estimate = Math.max(this.settings.min(), this.estimate * BACKOFF);
		}
		BaselineProbe running = this.probe;
		if (running != null) {
			running.ended(inFlight - 1, now);
			if (running.isOver(now)) {
				finish(running, now);
			}
		}
		apply();
	}

	private void adapt(int inFlight, long now) {
		double mean = this.times.value();
		double before = this.recent;
		this.recent = Double.isNaN(before) ? mean : before + (mean - before) * SMOOTHING;
		if (Double.isNaN(this.baseline)) {
			this.baseline = mean;
		}
		boolean used = this.mostInFlight * 2 >= this.limit;
		if (!used || this.recent < this.baseline) {
			this.baseline += (this.recent - this.baseline) * LEARNING;
		}
		if (used) {
			double gradient = Math.exp(Math.min(0, this.tolerance + this.times.error() + this.baseline - this.recent));
			double next = this.estimate * Math.max(0.5, gradient) + Math.sqrt(this.estimate);
			double smooth = this.estimate + (next - this.estimate) * SMOOTHING;
			double floor = Math.max(this.settings.min(), Math.min(this.estimate, BACKOFF * inFlight));
			// What nobody has used yet would be taken all at once when a load begins.
			double most = isReached() ? this.settings.max() : this.estimate;
			this.estimate = Math.max(floor, Math.min(most, smooth));
		}
		if (!isReached()) {
			this.probeAt = Math.max(this.probeAt, now + this.settings.probe());
		}
	}

	private boolean isReached() {
		return this.mostInFlight >= this.limit * AT_LIMIT;
	}

	/** Begins the next window, or a probe in its place. */
	private void begin(long now) {
		if (this.settings.probe() > 0 && now - this.probeAt >= 0) {
			int target = (int) Math.max(this.settings.min(), (this.estimate - Math.sqrt(this.estimate)) / 2 - 1);
			long settling = Math.max(this.settings.window(), 2 * (long) Math.exp(this.recent));
			this.probe = new BaselineProbe((int) this.estimate, target, settling, 2 * this.settings.probe(), now);
		}
		apply();
		this.windowBegan = now;
		this.mostInFlight = 0;
		this.times.clear();
	}

	private void finish(BaselineProbe over, long now) {
		double change = over.isMeasured(now) ? over.value() - this.baseline : 0;
		boolean wrong = change < -this.tolerance;
		this.baseline += wrong ? change : change / 2;
		this.probe = null;
		this.probeAt = now + Math.max(this.settings.probe(), wrong ? 0 : REST * over.duration(now));
		begin(now);
	}

	private void apply() {
		BaselineProbe running = this.probe;
		this.limit = (running != null) ? running.limit() : (int) this.estimate;
	}

}
