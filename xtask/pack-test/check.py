"""Counts evidence packs again, by other means than Wenmai's: from documents.csv and manifest.json alone.

Usage: check.py PACK…

Compares what it counts with summary.json, domains.csv, sample.csv, the lists of domains and the sums in datasheet.md; checks
data-provenance.json against the fields that its schema requires; and, where mlcroissant is installed, validates croissant.json
and reads its record sets.
"""

import collections
import csv
import hashlib
import json
import math
import pathlib
import sys

AMOUNTS = ["text_bytes", "chars", "tokens"]


class Pack:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.manifest = self.json("manifest.json")
        self.summary = self.json("summary.json")
        self.rows = self.csv("documents.csv")
        self.compared = 0

    def json(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def csv(self, name):
        with open(self.folder / name, encoding="utf-8-sig", newline="") as file:
            # An apostrophe in front keeps spreadsheets from running a cell.
            return [
                {key: cell[1:] if cell.startswith("'") else cell for key, cell in row.items()}
                for row in csv.DictReader(file)
            ]

    def same(self, what, counted, stated):
        self.compared += 1
        if counted != stated:
            sys.exit(f"{self.folder}: {what}: counted {counted!r}, stated {stated!r}")

    def amount(self, rows):
        rows = list(rows)
        return {"documents": len(rows)} | {key: sum(int(row[key]) for row in rows) for key in AMOUNTS}

    def same_amount(self, what, rows, stated):
        for key, value in self.amount(rows).items():
            self.same(f"{what}.{key}", value, stated[key])

    def groups(self, what, value, stated):
        """Compares the groups of the rows by `value`, and those without one."""
        by_value = collections.defaultdict(list)
        for row in self.rows:
            by_value[value(row)].append(row)
        self.same_amount(f"{what}.without", by_value.pop("", []), stated["without"])
        self.same(f"{what}.groups", sorted(by_value), sorted(group["name"] for group in stated["groups"]))
        for group in stated["groups"]:
            self.same_amount(f"{what}.{group['name']}", by_value[group["name"]], group)

    def codes(self, what, column, stated):
        counts, documents = collections.Counter(), collections.Counter()
        for row in self.rows:
            for entry in row[column].split():
                code, count = entry.rsplit(":", 1)
                counts[code] += int(count)
                documents[code] += 1
        self.same(what, dict(counts), {code["code"]: code["count"] for code in stated})
        self.same(what, dict(documents), {code["code"]: code["documents"] for code in stated})

    def check(self):
        for file in self.manifest["files"]:
            content = (self.folder / file["file"]).read_bytes()
            self.same(file["file"], len(content), file["bytes"])
            self.same(file["file"], hashlib.sha256(content).hexdigest(), file["sha256"])
        summary, rows = self.summary, self.rows
        self.same_amount("total", rows, summary["total"])
        for size in summary["sizes"]:
            end = size["to_chars"] if size["to_chars"] is not None else math.inf
            inside = (row for row in rows if size["from_chars"] <= int(row["chars"]) < end)
            self.same_amount(f"sizes.{size['from_chars']}", inside, size)
        self.groups("languages", lambda row: row["language"], summary["languages"])
        self.groups("page_types", lambda row: row["page_type"], summary["page_types"])
        self.groups("licences", lambda row: row["licence"], summary["rights"]["licences"])
        for when in ["published", "captured"]:
            period, dates = summary[when], sorted(row[when] for row in rows if row[when])
            self.same(f"{when}.first", dates[0] if dates else None, period["first"])
            self.same(f"{when}.last", dates[-1] if dates else None, period["last"])
            self.groups(f"{when}.years", lambda row: row[when][:4], period["years"])
            self.groups(f"{when}.months", lambda row: row[when][:7] if len(row[when]) > 4 else "", period["months"])
        self.check_rights()
        data = summary["personal_data"]
        self.codes("personal_data", "personal_data", data["kinds"])
        self.same_amount("personal_data", (row for row in rows if row["personal_data"]), data["documents"])
        for scope in ["page", "article"]:
            self.same(scope, sum(row["searched"] == scope for row in rows), data[f"{scope}s_searched"])
        self.check_domains()
        self.check_sample()
        self.check_papers()
        return self.compared

    def check_rights(self):
        rights = self.summary["rights"]
        for state in ["stated", "silent", "unknown"]:
            self.same_amount(state, (row for row in self.rows if row["rights"] == state), rights[state])
        self.codes("statements", "statements", rights["statements"])
        denied = (row for row in self.rows if "deny" in (row["tdm"], row["ai_train"]))
        self.same_amount("opted_out", denied, rights["opted_out"])
        for use in rights["uses"]:
            name = use["use"]
            for effect in ["allow", "conditional", "deny", "unclear"]:
                self.same_amount(f"{name}.{effect}", (r for r in self.rows if r[name] == effect), use[effect])
            self.same_amount(f"{name}.none", (row for row in self.rows if not row[name]), use["none"])
            contradicted = sum(name in row["contradicted"].split() for row in self.rows)
            self.same(f"{name}.contradicted", contradicted, use["contradicted"])

    def check_domains(self):
        by_domain = collections.defaultdict(list)
        for row in self.rows:
            by_domain[row["domain"]].append(row)
        self.same_amount("domains.without", by_domain.pop("", []), self.summary["domains"]["without"])
        size = lambda domain: self.amount(by_domain[domain])["text_bytes"]
        order = sorted(by_domain, key=lambda domain: (-size(domain), domain))
        listed = self.csv("domains.csv")
        self.same("domains", order, [row["domain"] for row in listed])
        self.same("domains", len(order), self.summary["domains"]["domains"])
        total = self.summary["total"]["text_bytes"]
        for row in listed:
            documents = by_domain[row["domain"]]
            self.same_amount(row["domain"], documents, {key: int(row[key]) for key in ["documents", *AMOUNTS]})
            share = size(row["domain"]) / total if total else 0
            self.same(row["domain"], True, abs(share - float(row["share"])) < 1e-6)
            self.same(row["domain"], sum(bool(d["personal_data"]) for d in documents), int(row["with_personal_data"]))
            self.same(row["domain"], sum("deny" in (d["tdm"], d["ai_train"]) for d in documents), int(row["opted_out"]))
        training = self.summary["training_content"]
        tenth, twentieth = math.ceil(len(order) / 10), min(math.ceil(len(order) / 20), 1000)
        for list_name, count in [("all_providers", tenth), ("small_providers", twentieth)]:
            self.same(list_name, count, training[list_name]["domains"])
            inside = (row for domain in order[:count] for row in by_domain[domain])
            self.same_amount(list_name, inside, training[list_name])
        content = self.csv("training-content-summary.csv")
        self.same("list of domains", order[:tenth], [row["domain"] for row in content])
        self.same("list of domains", twentieth, sum(row["small_provider"] == "yes" for row in content))

    def check_sample(self):
        seed = self.manifest["seed"]
        key = lambda row: hashlib.sha256(f"{seed}\n{row['id']}\n{row['text_sha256']}\n".encode()).hexdigest()
        drawn = sorted(map(key, self.rows))[: self.manifest["sample"]]
        self.same("sample", drawn, [row["key"] for row in self.csv("sample.csv")])
        self.same("sample", len(drawn), self.summary["sampled"])

    def check_papers(self):
        datasheet = (self.folder / "datasheet.md").read_text(encoding="utf-8")
        total = self.summary["total"]
        for key in ["documents", "chars", "text_bytes", "tokens"]:
            self.same(f"datasheet.{key}", True, f"{total[key]:,}" in datasheet)
        for domain in self.summary["domains"]["largest"]:
            row = f"| {domain['domain']} | {domain['documents']:,} |"
            self.same("datasheet", True, row in datasheet)
        provenance = self.json("data-provenance.json")
        required = {
            "source": ["version", "title", "id", "issuer", "description"],
            "provenance": ["origin-geography", "date", "generation-method"],
            "use": [],
        }
        for part, fields in required.items():
            for field in fields:
                is_explained = f"{part}.{field}" in provenance["unfilled"]
                self.same(f"{part}.{field}", is_explained, provenance[part][field] is None)

    def check_croissant(self, mlcroissant):
        dataset = mlcroissant.Dataset(str(self.folder / "croissant.json"))
        issues = dataset.metadata.ctx.issues
        self.same("croissant.json errors", [], sorted(issues.errors))
        if self.manifest["about"].get("citation"):
            self.same("croissant.json warnings", [], sorted(issues.warnings))
        read = list(dataset.records("documents"))
        self.same("croissant.json documents", len(self.rows), len(read))
        chars = sum(int(record["documents/chars"]) for record in read)
        self.same("croissant.json characters", self.summary["total"]["chars"], chars)


def main():
    try:
        import mlcroissant
    except ImportError:
        mlcroissant = None
    compared = 0
    for folder in sys.argv[1:]:
        pack = Pack(folder)
        pack.check()
        if mlcroissant:
            pack.check_croissant(mlcroissant)
        compared += pack.compared
    croissant = "valid by mlcroissant" if mlcroissant else "not validated"
    print(f"{len(sys.argv) - 1} packs, {compared} numbers counted again; croissant.json {croissant}")


main()
