#include "app/classify/lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace outcry::app::classify {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1000) / 1000; }

Json symptoms_of(const Verdict& verdict, const Catalog& catalog) {
  Json out = Json::array();
  for (std::size_t i = 0; i < catalog.symptoms.size(); ++i)
    if (verdict.symptoms.has(static_cast<SymptomId>(i))) out.push_back(catalog.symptoms[i].slug);
  return out;
}

Json mention_of(const nlp::Explanation::Reason& reason, const Catalog& catalog, const LineOptions& options) {
  const Verdict& verdict = reason.verdict;
  Json why = Json::array();
  for (std::size_t i = 0; i < reason.why.size() && i < options.reasons; ++i) why.push_back(reason.why[i]);
  Json out{{"service", catalog.at(verdict.service).slug},
           {"intent", name(verdict.intent)},
           {"evidence", rounded(verdict.evidence)},
           {"symptoms", symptoms_of(verdict, catalog)},
           {"error_codes", verdict.error_codes},
           {"region", nullptr},
           {"scope", name(verdict.scope)},
           {"platform", name(verdict.device)},
           {"sentiment", rounded(verdict.sentiment)},
           {"frustration", rounded(verdict.frustration)},
           {"why", std::move(why)}};
  if (verdict.region != kNoRegion) out["region"] = catalog.at(verdict.region).code;
  if (verdict.alternative) out["alternative"] = catalog.at(*verdict.alternative).slug;
  return out;
}

}  // namespace

LineMaker::LineMaker(const nlp::Classifier& classifier, const Catalog& catalog, LineOptions options)
    : classifier_(classifier), catalog_(catalog), options_(options), workspace_(classifier.workspace()) {}

void LineMaker::note_service(const Post& post, const ingest::Block& block, Lines& lines) {
  if (post.service.empty() || classifier_.given_service(post.service, workspace_)) return;
  lines.unknown_services.add({.name = std::string(post.service.substr(0, UnknownServices::kLongestName)),
                              .posts = 1,
                              .file = *block.file,
                              .member = *block.member,
                              .line = block.begin.record + lines.stats.records + 1});
}

std::string LineMaker::line_of(const Post& post, Lines& lines) {
  Json mentions = Json::array();
  std::string language(post.language);
  const auto verdicts = classifier_.classify(post, workspace_);
  if (!verdicts.empty()) {
    ++lines.with_mention;
    const auto counts = [](const Verdict& verdict) { return is_evidence(verdict.intent); };
    lines.with_evidence += std::ranges::any_of(verdicts, counts) ? 1 : 0;
    const auto explanation = classifier_.explain(post, workspace_, nlp::Detail::reasons);
    language = explanation.language;
    for (const auto& reason : explanation.mentions) mentions.push_back(mention_of(reason, catalog_, options_));
  }
  Json out{{"id", id_text(post)},
           {"time", post.time == EventTime{} ? Json() : Json(format_utc(post.time))},
           {"language", language.empty() ? Json() : Json(language)},
           {"sentiment", rounded(classifier_.sentiment(post.text, workspace_))},
           {"mentions", std::move(mentions)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace).substr(1);
}

Lines LineMaker::make(const ingest::Block& block) {
  Lines out;
  if (layout_ != block.layout) {
    layout_ = block.layout;
    decoder_ = ingest::make_decoder(layout_);
  }
  if (!decoder_) return out;
  const auto on_post = [&](const Post& post) {
    if (post.op != PostOp::create && post.op != PostOp::update) return;
    note_service(post, block, out);
    out.posts.push_back(line_of(post, out));
  };
  ingest::decode_block(block, *decoder_, on_post, out.stats, out.problems);
  return out;
}

}  // namespace outcry::app::classify
