//! JSON Schema of the records.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;
use wenmai_model::{
    ChunkRecord, CorpusSimilarity, CorpusStatsRecord, DeadLetterRecord, DocumentRecord,
    DraftRecord, DroppedRecord, DuplicateRecord, ExplanationRecord, FateRecord, FindingsRecord,
    KeywordsRecord, ManifestRecord, OutlineRecord, PackManifest, PackSummary, Report, RunStatus,
    SimilarRecord, SiteProfile, StatsRecord,
};

/// Name and JSON Schema (draft 2020-12) of every record that is written, by name.
///
/// ```
/// let names: Vec<_> = wenmai_format::schemas().into_iter().map(|(name, _)| name).collect();
/// assert_eq!(names.len(), 21);
/// assert!(names.contains(&"document") && names.is_sorted());
/// ```
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("chunk", schema::<ChunkRecord>()),
        ("corpus-similar", schema::<CorpusSimilarity>()),
        ("corpus-stats", schema::<CorpusStatsRecord>()),
        ("corpus-status", schema::<RunStatus>()),
        ("dead-letter", schema::<DeadLetterRecord>()),
        ("document", schema::<DocumentRecord>()),
        ("draft", schema::<DraftRecord>()),
        ("dropped", schema::<DroppedRecord>()),
        ("duplicate", schema::<DuplicateRecord>()),
        ("explanation", schema::<ExplanationRecord>()),
        ("fate", schema::<FateRecord>()),
        ("findings", schema::<FindingsRecord>()),
        ("keywords", schema::<KeywordsRecord>()),
        ("manifest", schema::<ManifestRecord>()),
        ("outline", schema::<OutlineRecord>()),
        ("pack-manifest", schema::<PackManifest>()),
        ("pack-summary", schema::<PackSummary>()),
        ("report", schema::<Report>()),
        ("similar", schema::<SimilarRecord>()),
        ("site-profile", schema::<SiteProfile>()),
        ("stats", schema::<StatsRecord>()),
    ]
}

/// The schema of `T` as it is serialized: fields that are always written are required.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    SchemaGenerator::new(settings)
        .into_root_schema_for::<T>()
        .to_value()
}
