"""A trainer as teams have it: scikit-learn, told by its environment what to do, leaving its model in MLflow's format."""

import csv
import hashlib
import json
import os
import platform
from pathlib import Path

import mlflow.sklearn
import sklearn
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

NUMBERS = ["amount", "hour", "age_of_account", "previous_chargebacks"]
TEXTS = ["country", "merchant"]
PARAMETERS = {"learning_rate": 0.1, "max_depth": 3, "n_estimators": 60, "subsample": 0.8}


def read(file):
    with open(file, newline="") as lines:
        return list(csv.DictReader(lines))


def features(rows):
    return [{**{name: float(row[name]) for name in NUMBERS}, **{name: row[name] for name in TEXTS}} for row in rows]


def fit(rows, seed):
    model = make_pipeline(
        DictVectorizer(sparse=False), GradientBoostingClassifier(random_state=seed, **PARAMETERS)
    )
    return model.fit(features(rows), [row["fraud"] for row in rows])


def scores(model, rows):
    return model.predict_proba(features(rows))[:, list(model.classes_).index("1")]


def auc(model, rows):
    return roc_auc_score([row["fraud"] == "1" for row in rows], scores(model, rows))


def train(data, output, seed):
    rows = read(data)
    print("training on", len(rows), "rows with seed", seed, flush=True)
    learn, check = rows[: len(rows) * 3 // 4], rows[len(rows) * 3 // 4 :]
    measured = auc(fit(learn, seed), check)
    mlflow.sklearn.save_model(
        fit(rows, seed), output / "model", serialization_format="cloudpickle", pip_requirements=["scikit-learn"]
    )
    training = {
        "parameters": {"algorithm": "GradientBoostingClassifier", **PARAMETERS},
        "metrics": {"validation_auc": measured, "rows": len(rows)},
        "code": "sha256:" + hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        "environment": {
            "python": platform.python_version(),
            "scikit-learn": sklearn.__version__,
            "mlflow": mlflow.__version__,
        },
    }
    (output / "training.json").write_text(json.dumps(training, indent=2))


def score(data, model, output):
    with open(output / "predictions.csv", "w") as file:
        print("prediction,score", file=file)
        for probability in scores(mlflow.sklearn.load_model(str(model)), read(data)):
            print(f"{int(probability >= 0.5)},{probability}", file=file)


if __name__ == "__main__":
    told = {name: os.environ["MENDFLOW_" + name] for name in ["TASK", "DATA", "OUTPUT"]}
    if told["TASK"] == "train":
        train(told["DATA"], Path(told["OUTPUT"]), int(os.environ["MENDFLOW_SEED"]))
    else:
        score(told["DATA"], os.environ["MENDFLOW_MODEL"], Path(told["OUTPUT"]))
