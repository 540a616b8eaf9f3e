package io.mendflow.engine;

import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cmd.SaveUserCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/** Says of a password that is too weak what a good one has: Camunda answers it as if it had failed itself. */
class PasswordRule extends CommandInterceptor {

    private static final String CAMUNDAS_WORDS = "Password does not match policy";

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (ProcessEngineException e) {
            if (command instanceof SaveUserCmd && String.valueOf(e.getMessage()).contains(CAMUNDAS_WORDS)) {
                throw new BadUserRequestException(
                        "Password does not match policy: expected at least 10 characters with a small letter, a capital"
                                + " letter, a digit and a special character, and nothing of the user's name or address");
            }
            throw e;
        }
    }
}
