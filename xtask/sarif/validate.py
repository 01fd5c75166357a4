"""Validates SARIF logs: python validate.py SCHEMA LOG…

Against the schema of SARIF 2.1.0, and against what GitHub wants beyond it
(https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
"""

import collections
import copy
import json
import sys

from jsonschema import Draft7Validator

LEVELS = {"note", "warning", "error"}


def wrong_for_code_hosts(log):
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for rule in rules:
            for field in ("shortDescription", "fullDescription", "help"):
                if not rule[field]["text"]:
                    yield f"rule {rule['id']} has no {field}"
        if len({rule["id"] for rule in rules}) < len(rules):
            yield "two rules have one id"
        seen = collections.Counter()
        for result in run["results"]:
            name = f"{result['ruleId']} {json.dumps(result['locations'], ensure_ascii=False)}"
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield f"{name}: ruleIndex is that of another rule"
            if result["level"] not in LEVELS:
                yield f"{name}: level {result['level']}"
            (place,) = result["locations"]
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            if uri.startswith("/") or ":" in uri or "\\" in uri:
                yield f"{name}: {uri} is not relative"
            region = place["physicalLocation"].get("region")
            if region is None and "logicalLocations" not in place:
                yield f"{name}: no line"
            if not result["partialFingerprints"]:
                yield f"{name}: no fingerprint"
            record = place.get("logicalLocations", [{}])[0].get("name")
            for fingerprint in result["partialFingerprints"].values():
                seen[uri, record, fingerprint] += 1
        for (uri, record, fingerprint), count in seen.items():
            if count > 1:
                yield f"{uri} {record}: {count} results have the fingerprint {fingerprint}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    assert schema["$id"].endswith("/sarif-schema-2.1.0.json"), schema["$id"]
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    failed = False
    n_results = 0
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            log = json.load(file)
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(log)]
        errors.extend(wrong_for_code_hosts(log))
        for error in errors[:20]:
            print(f"{path}: {error}", file=sys.stderr)
        failed = failed or bool(errors)
        n_results += len(log["runs"][0]["results"])
        # What says yes to everything says nothing.
        broken = copy.deepcopy(log)
        del broken["runs"][0]["tool"]
        assert not validator.is_valid(broken)
        if log["runs"][0]["results"]:
            log["runs"][0]["results"][0]["level"] = "info"
            assert not validator.is_valid(log)
    print(f"sarif: {n_results} results of {len(sys.argv) - 2} logs are valid")
    sys.exit(failed)


main()
