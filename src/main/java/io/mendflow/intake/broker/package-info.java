/**
 * The senders' payloads by way of a broker: Kafka and MQTT, through Apache Camel, for those who configure one. A message is acknowledged, or its offset
 * committed, after its bytes are committed in the inbox. Depends on nothing but {@code intake}.
 */
@NullMarked
package io.mendflow.intake.broker;

import org.jspecify.annotations.NullMarked;
