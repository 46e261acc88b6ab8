#include "app/check/trial.h"

#include <fmt/format.h>

#include <algorithm>

namespace outcry::app {
namespace {

constexpr std::size_t kNamesTried = 4;

/// As people write it: the forms of `name` and `names`, not the folded ones.
std::vector<std::string> spellings(const Service& service) {
  std::vector<std::string> out{service.name};
  for (const auto& name : service.names) {
    if (out.size() < kNamesTried) out.push_back(name);
  }
  return out;
}

/// Sentences and what is expected of them.
using Sentences = std::vector<std::pair<std::string, Expectation>>;

void add_plain_name(Sentences& out, const std::string& name) {
  out.emplace_back(fmt::format("{} is down", name), Expectation::counts);
  out.emplace_back(fmt::format("is {} down?", name), Expectation::counts);
  out.emplace_back(fmt::format("can't log in to {} since this morning", name), Expectation::counts);
}

void add_ambiguous_name(Sentences& out, const std::string& name, const Service& service) {
  out.emplace_back(fmt::format("{} is down", name), Expectation::may_miss);
  if (!service.context.empty())
    out.emplace_back(fmt::format("{} is down, {} not working", name, service.context.front()), Expectation::counts);
  out.emplace_back(fmt::format("talked to my friend about {} today", name), Expectation::quiet);
  out.emplace_back(fmt::format("my brother {} is down with the flu", name), Expectation::quiet);
}

void add_traps(Sentences& out, const std::string& name) {
  out.emplace_back(fmt::format("I love {}", name), Expectation::quiet);
  out.emplace_back(fmt::format("{} is working again, thanks", name), Expectation::quiet);
  out.emplace_back(fmt::format("remember when {} was down last year", name), Expectation::quiet);
}

Sentences sentences_for(const Service& service) {
  Sentences out;
  for (const auto& name : spellings(service)) {
    const std::string normal = names_of({.name = name}).front();
    if (is_ambiguous(service, normal))
      add_ambiguous_name(out, name, service);
    else
      add_plain_name(out, name);
  }
  if (!service.handles.empty())
    out.emplace_back(fmt::format("@{} nothing loads, is it down?", service.handles.front()), Expectation::counts);
  if (!service.hashtags.empty())
    out.emplace_back(fmt::format("#{} is down again", service.hashtags.front()), Expectation::counts);
  add_traps(out, service.name);
  for (const auto& phrase : service.never) out.emplace_back(fmt::format("{} is down", phrase), Expectation::quiet);
  return out;
}

Trial tried(std::string text, Expectation expectation, ServiceId service, const Judge& judge) {
  Trial trial{.text = std::move(text), .expectation = expectation};
  Post post;
  post.text = trial.text;
  post.language = "en";
  for (auto& verdict : judge(post)) {
    if (verdict.service == service)
      trial.verdict = std::move(verdict);
    else
      trial.others.push_back(verdict.service);
  }
  return trial;
}

}  // namespace

bool Trial::as_expected() const {
  const bool counted = verdict && is_evidence(verdict->intent);
  switch (expectation) {
    case Expectation::counts:
      return counted;
    case Expectation::quiet:
      return !counted;
    case Expectation::may_miss:
      break;
  }
  return true;
}

ServiceTrials try_service(const Catalog& catalog, ServiceId service, const Judge& judge) {
  ServiceTrials out{.service = service};
  for (auto& [text, expectation] : sentences_for(catalog.at(service)))
    out.trials.push_back(tried(std::move(text), expectation, service, judge));
  return out;
}

std::vector<Finding> findings_of(const Catalog& catalog, const ServiceTrials& trials) {
  std::vector<Finding> out;
  const auto& service = catalog.at(trials.service);
  for (const auto& trial : trials.trials) {
    if (trial.as_expected()) continue;
    if (trial.expectation == Expectation::quiet) {
      out.push_back({FindingKind::wrongly_counted, service.slug,
                     fmt::format("\"{}\" counts as a complaint", trial.text),
                     "add a phrase to 'never', or list the name as ambiguous"});
    } else {
      out.push_back(
          {FindingKind::not_recognised, service.slug,
           fmt::format("\"{}\" {}", trial.text, trial.verdict ? "does not count as a complaint" : "is not recognised"),
           trial.verdict ? "`outcry explain` tells why" : "check the spelling of the name, and its context"});
    }
  }
  return out;
}

}  // namespace outcry::app
