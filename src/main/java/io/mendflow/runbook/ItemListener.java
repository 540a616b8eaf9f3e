package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Each;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** Says, as an item's parts begin, which item it is. Its variables stay with the item, and are there again when its steps are undone. */
@Component("runbookItem")
class ItemListener implements ExecutionListener {

    private final Acts acts;
    private final Attempts attempts;

    ItemListener(Acts acts, Attempts attempts) {
        this.acts = acts;
        this.attempts = attempts;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        Each part = acting.runbook().item(execution.getCurrentActivityId());
        int batch = part.atMost() == 1
                ? 0
                : ((Number) execution.getVariable(Elements.batchVariable(part.slug()))).intValue();
        int index = batch * part.atMost() + (Integer) execution.getVariable("loopCounter");
        List<String> texts = Items.texts(attempts.items(acting, part));
        String item = Items.inside(acting.item(), texts.get(index));
        execution.setVariableLocal(Elements.ITEM, item);
        execution.setVariableLocal(Elements.itemVariable(part.slug()), item);
        execution.setVariableLocal(Elements.indexVariable(part.slug()), index);
    }
}
