package org.llmgateway;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application of nothing but the starter's dependencies.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class PlainApplication {

}
