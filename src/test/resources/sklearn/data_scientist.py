"""What somebody does who knows nothing of Mendflow: trains models, registers them in MLflow, and says which is the champion.

Arguments: the folder of the payments, then names of models. Each gets version 1, from before the drift, as @champion, and version 2, from after it.
"""

import sys
from pathlib import Path

import mlflow
import pandas
import trainer

folder = Path(sys.argv[1])
mlflow.set_experiment("payments by hand")
client = mlflow.MlflowClient()
for file in ["reference.csv", "fresh.csv"]:
    model = trainer.fit(trainer.read(folder / file), 7)
    with mlflow.start_run(run_name=f"payments of {file}"):
        rows = mlflow.data.from_pandas(pandas.read_csv(folder / file), source=str(folder / file), name=file)
        mlflow.log_input(rows, context="training")
        mlflow.log_params(trainer.PARAMETERS)
        mlflow.log_metric("auc", trainer.auc(model, trainer.read(folder / "heldout.csv")))
        logged = mlflow.sklearn.log_model(
            model, name="model", serialization_format="cloudpickle", pip_requirements=["scikit-learn"]
        )
    for name in sys.argv[2:]:
        mlflow.register_model(logged.model_uri, name)
for name in sys.argv[2:]:
    client.set_registered_model_alias(name, "champion", "1")
