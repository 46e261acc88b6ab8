// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>

#include "app/simulate/composer.h"
#include "app/simulate/streams.h"
#include "app/simulate/truth.h"

namespace outcry::simulate {

namespace {

/// The latest posts of a circle, from which people pass on and answer.
class Circle {
 public:
  void add(std::shared_ptr<const SimulatedPost> post) {
    constexpr std::size_t kRemembered = 150;
    posts_.push_back(std::move(post));
    if (posts_.size() > kRemembered) posts_.pop_front();
  }
  /// Null if there is none yet. Some posts are passed on far more than others.
  std::shared_ptr<const SimulatedPost> draw(Random& random) const {
    if (posts_.empty()) return nullptr;
    const double u = random.uniform();
    return posts_[static_cast<std::size_t>(u * u * static_cast<double>(posts_.size()))];
  }

 private:
  std::deque<std::shared_ptr<const SimulatedPost>> posts_;
};

/// Turns drafts into posts: texts for what is written, originals for what is passed on.
class Desk {
 public:
  Desk(const Scenario& scenario, std::uint64_t seed)
      : composer_(seed), random_(seed, "circles"), circles_(scenario.outages.size() + 1) {}

  /// Null when there is nothing to pass on yet.
  std::shared_ptr<const SimulatedPost> write(const Draft& draft) {
    auto& circle = circles_[draft.circle];
    if (draft.kind == Kind::repost) return repost(draft, circle);
    auto post = std::make_shared<SimulatedPost>(composer_.compose(draft));
    if (composer_.reply()) post->answered = circle.draw(random_);
    post->number = ++written_;
    if (post->answered == nullptr) circle.add(post);
    return post;
  }

 private:
  std::shared_ptr<const SimulatedPost> repost(const Draft& draft, const Circle& circle) {
    auto original = circle.draw(random_);
    if (original == nullptr) return nullptr;
    auto post = std::make_shared<SimulatedPost>();
    post->time = draft.time;
    post->number = ++written_;
    post->kind = Kind::repost;
    post->author = Composer::author_of(draft);
    post->passed_on = std::move(original);
    return post;
  }

  Composer composer_;
  Random random_;
  std::vector<Circle> circles_;
  std::uint64_t written_ = 0;
};

Result<void> write_truth(const std::string& path, const nlohmann::ordered_json& truth) {
  auto output = open_output(path, 1);
  if (!output) return output.error();
  if (auto done = (*output)->write(truth.dump(2) + "\n"); !done) return done;
  return (*output)->finish();
}

}  // namespace

SimulateOutcome generate(const Scenario& scenario, std::uint64_t seed, const std::string& format, Output& output,
                         const ProgressHandler& progress) {
  SimulateOutcome outcome;
  const auto records = make_record_writer(format);
  const auto streams = make_streams(scenario, seed);
  Desk desk(scenario, seed);
  TruthKeeper truth(scenario, seed, format);
  std::vector<Draft> drafts;
  std::string bytes = records->header();
  for (auto minute = scenario.start; minute < scenario.end(); minute += std::chrono::minutes{1}) {
    drafts.clear();
    for (const auto& stream : streams) stream->add(minute, drafts);
    std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) { return a.time < b.time; });
    for (const auto& draft : drafts) {
      const auto post = desk.write(draft);
      if (post == nullptr) continue;
      truth.add(draft, *post);
      bytes += records->record(*post);
    }
    outcome.bytes += bytes.size();
    if (!output.write(bytes)) {
      outcome.error = "the archive cannot be written";
      return outcome;
    }
    bytes.clear();
    const bool hour = (minute - scenario.start) % std::chrono::hours{1} == std::chrono::minutes{0};
    if (hour && progress && !progress({truth.posts(), outcome.bytes, scenario.start, minute, scenario.end()})) {
      outcome.stopped = true;
      return outcome;
    }
  }
  outcome.posts = truth.posts();
  outcome.truth = truth.to_json();
  if (!output.finish()) outcome.error = "the archive cannot be written";
  return outcome;
}

SimulateOutcome run(const SimulateOptions& options, const ProgressHandler& progress) {
  auto [scenario, faults] = read_scenario(options.scenario);
  const auto& formats = format_names();
  if (std::find(formats.begin(), formats.end(), options.format) == formats.end())
    faults.push_back({.message = fmt::format("unknown format '{}'", options.format),
                      .hint = app::did_you_mean(options.format, formats)});
  if (!faults.empty()) return {.faults = std::move(faults)};
  auto output = open_output(options.archive, options.level);
  if (!output) return {.error = fmt::format("{} cannot be written", options.archive)};
  auto outcome = generate(scenario, options.seed.value_or(scenario.seed), options.format, **output, progress);
  if (!outcome.error.empty()) outcome.error = fmt::format("{}: {}", options.archive, outcome.error);
  if (outcome.ok() && !options.truth.empty() && !write_truth(options.truth, outcome.truth))
    outcome.error = fmt::format("{} cannot be written", options.truth);
  return outcome;
}

}  // namespace outcry::simulate
