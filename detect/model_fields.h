// The fields of model's values, for the snapshot.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/counts.h"
#include "model/incident.h"

// In the namespace of the types, so that the archive finds them by argument.
namespace outcry {

template <class A>
void visit_fields(A& archive, Window& v) {
  archive(v.begin, v.end);
}
template <class A>
void visit_fields(A& archive, SymptomSet& v) {
  archive(v.bits);
}
template <class A>
void visit_fields(A& archive, Sample& v) {
  archive(v.time, v.post_id, v.link, v.text, v.intent, v.evidence, v.symptoms, v.region, v.identity);
}
template <class A>
void visit_fields(A& archive, RegionCount& v) {
  archive(v.region, v.reporters, v.complete, v.intermittent);
}
template <class A>
void visit_fields(A& archive, SymptomCount& v) {
  archive(v.symptom, v.reporters);
}
template <class A>
void visit_fields(A& archive, CodeCount& v) {
  archive(v.code, v.reporters);
}
template <class A>
void visit_fields(A& archive, AlternativeCount& v) {
  archive(v.service, v.posts);
}
template <class A>
void visit_fields(A& archive, AlsoNamedCount& v) {
  archive(v.service, v.reporters);
}
template <class A>
void visit_fields(A& archive, CopyCluster& v) {
  archive(v.key, v.posts, v.identity, v.text);
}
template <class A>
void visit_fields(A& archive, Coordination& v) {
  archive(v.score, v.clusters);
}
template <class A>
void visit_fields(A& archive, ServiceCounts& v) {
  archive(v.service, v.intents, v.reposts, v.copies, v.reporters, v.sentiment_sum, v.regions, v.symptoms, v.codes,
          v.devices, v.alternatives, v.also_named, v.clusters, v.samples);
}
template <class A>
void visit_fields(A& archive, Statistic& v) {
  archive(v.name, v.value, v.threshold, v.false_alarms_per_day, v.parameters);
}
template <class A>
void visit_fields(A& archive, Transition& v) {
  archive(v.at, v.from, v.to, v.reason, v.statistic, v.threshold, v.actor);
}
template <class A>
void visit_fields(A& archive, Proportion& v) {
  archive(v.value, v.low, v.high, v.n);
}
template <class A>
void visit_fields(A& archive, RegionShare& v) {
  archive(v.region, v.n, v.expected, v.lift, v.significant, v.completeness, v.complete);
}
template <class A>
void visit_fields(A& archive, SymptomShare& v) {
  archive(v.symptom, v.n, v.expected, v.lift, v.significant);
}
template <class A>
void visit_fields(A& archive, Severity& v) {
  archive(v.level, v.area);
}
template <class A>
void visit_fields(A& archive, OfficialRecord& v) {
  archive(v.word, v.first_at, v.posts);
}
template <class A>
void visit_fields(A& archive, DataGap& v) {
  archive(v.from, v.to, v.cause);
}
template <class A>
void visit_fields(A& archive, Incident& v) {
  archive(v.id, v.revision, v.service, v.state, v.role, v.group_id, v.cause, v.severity, v.confidence, v.onset_at,
          v.onset_from, v.onset_to, v.detected_at, v.peak_at, v.recovering_at, v.resolved_at, v.reopened_count,
          v.observed, v.expected, v.peak_reporters, v.statistic, v.posts, v.mix, v.reposts, v.copies, v.sentiment,
          v.symptoms, v.regions, v.region_unknown, v.error_codes, v.devices, v.samples, v.tips, v.alternatives,
          v.also_named, v.coordination, v.official, v.data_gaps, v.transitions);
}

}  // namespace outcry
