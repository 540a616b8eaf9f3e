package io.mendflow.intake.broker;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Consumer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/**
 * Camel's endpoint of a topic, with a session that loses nothing at its beginning. Camel connects first and listens then; what a broker has kept for
 * the session comes at once, and a client that nobody listens to drops it and tells nobody, so that the broker keeps it until the next connection.
 */
final class MqttSession extends PahoMqtt5Endpoint {

    MqttSession(String topic, PahoMqtt5Component component, PahoMqtt5Configuration configuration) {
        super(component.getClass().getSimpleName() + "://" + topic, topic, component, configuration);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new Listening(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected MqttConnectionOptions createMqttConnectionOptions() {
        return super.createMqttConnectionOptions();
    }

    @Override
    public boolean isSingleton() {
        return true;
    }

    private static final class Listening extends PahoMqtt5Consumer {

        private final MqttSession session;

        Listening(MqttSession session, Processor processor) {
            super(session, processor);
            this.session = session;
        }

        @Override
        protected void doStart() throws Exception {
            var configuration = session.getConfiguration();
            var client = new LateClient(
                    configuration.getBrokerUrl(), configuration.getClientId(), session.createMqttConnectionOptions());
            client.setManualAcks(true);
            setClient(client);
            try {
                super.doStart();
            } catch (Exception e) {
                client.end();
                throw e;
            }
        }

        @Override
        protected void doStop() throws Exception {
            MqttClient client = getClient();
            super.doStop();
            if (client instanceof LateClient late) {
                late.end();
            }
        }
    }

    /** Connects when it is asked to subscribe: Camel listens by then. */
    private static final class LateClient extends MqttClient {

        private static final long PATIENCE_MILLIS = 10_000;
        private static final long FAREWELL_MILLIS = 1000;
        private static final int ONLY_IF_NEW = 1;

        private final MqttConnectionOptions options;

        LateClient(String url, String id, MqttConnectionOptions options) throws MqttException {
            super(url, id, new MemoryPersistence());
            this.options = options;
            setTimeToWait(PATIENCE_MILLIS);
        }

        @Override
        public IMqttToken subscribe(String topic, int qos) throws MqttException {
            var subscription = new MqttSubscription(topic, qos);
            // Else each connection brings the retained messages again.
            subscription.setRetainHandling(ONLY_IF_NEW);
            if (isConnected()) {
                // After a reconnection, in the thread that would have to bring the answer.
                return aClient.subscribe(subscription);
            }
            connect(options);
            IMqttToken token = aClient.subscribe(subscription);
            token.waitForCompletion(PATIENCE_MILLIS);
            return token;
        }

        void end() throws MqttException {
            try {
                if (isConnected()) {
                    disconnectForcibly(FAREWELL_MILLIS, FAREWELL_MILLIS);
                }
            } finally {
                close(true);
            }
        }
    }
}
