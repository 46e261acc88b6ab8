#include "app/replay/replay.h"

#include <utility>

#include "app/replay/cores.h"
#include "app/replay/merge.h"

namespace outcry::app {
namespace {

using Clock = Progress::Clock;

/// One run over its input; kept together so that the loop reads as one.
class Run {
 public:
  Run(const ReplayJob& job, const nlp::Classifier& classifier, Pipeline& pipeline, Progress& progress)
      : workers_(job.threads, classifier, job.recent.get()),
        input_(job.files, job.archive, workers_),
        pipeline_(pipeline),
        progress_(progress),
        last_(last_time(job.files)),
        watch_(job.watch),
        recent_(job.recent.get()),
        pacer_(job.watch.pace) {
    note_heard();
  }

  MergedInput& input() { return input_; }

  Result<void> until(const std::atomic<bool>& stop) {
    while (!stop.load(std::memory_order_relaxed)) {
      const auto piece = input_.next();
      if (!piece) return ended();
      if (auto fed = watch_.on_moment ? feed_watched(*piece, stop) : pipeline_.feed(*piece, input_); !fed) return fed;
      note_heard();
      progress_.show(state(), Clock::now());
    }
    interrupted_ = true;
    return pipeline_.stop();
  }

  ProgressState state() const {
    return {.posts = pipeline_.windower_stats().posts,
            .bytes_read = input_.bytes_read(),
            .bytes_total = input_.bytes_total(),
            .reached = pipeline_.newest(),
            .incidents = pipeline_.incidents_opened()};
  }

  /// A stop within a piece loses nothing: what is committed reaches back before it.
  Result<void> feed_watched(const Piece& piece, const std::atomic<bool>& stop) {
    Result<void> outcome;
    each_portion(piece, watch_.pace.step, [&](const Piece& portion, EventTime newest) {
      wait_for(newest, stop);
      if (stop.load(std::memory_order_relaxed)) return false;
      outcome = pipeline_.feed(portion, input_);
      note_heard();
      if (outcome) outcome = tell(pacer_.holds(newest));
      return bool(outcome);
    });
    return outcome;
  }

  void note_heard() {
    if (recent_ != nullptr) recent_->set_heard_until(pipeline_.newest());
  }

  void wait_for(EventTime time, const std::atomic<bool>& stop) {
    for (auto left = pacer_.wait(time, watch_.now()); left.count() > 0 && !stop;
         left = pacer_.wait(time, watch_.now())) {
      progress_.show(state(), Clock::now());
      watch_.nap(left);
    }
  }

  /// Each window at a pace; else now and then, as commits cost.
  Result<void> tell(bool paced) {
    constexpr auto kTellEvery = std::chrono::milliseconds(500);
    const auto now = watch_.now();
    if ((!paced || pipeline_.uncommitted() == 0) && now - told_ < kTellEvery) return {};
    if (pipeline_.uncommitted() > 0) {
      if (auto committed = pipeline_.commit_closed(); !committed) return committed;
    }
    told_ = now;
    watch_.on_moment(moment(false));
    return {};
  }

  ReplayMoment moment(bool over) const {
    const EventTime reached = pipeline_.newest();
    const bool known = over || last_ != EventTime{};
    return {.progress = state(),
            .closed_until = pipeline_.closed_until(),
            .last = known ? std::max(last_, reached) : EventTime{},
            .duplicates = pipeline_.windower_stats().duplicates,
            .late = pipeline_.windower_stats().late,
            .over = over};
  }

  /// When nothing was heard at all nothing is kept, so that the next try may read it otherwise.
  Result<void> ended() {
    const bool nothing = !pipeline_.fed();
    return nothing || !input_.refusal().empty() ? pipeline_.stop() : pipeline_.finish(input_);
  }

  bool interrupted() const { return interrupted_; }

 private:
  Workers workers_;
  MergedInput input_;
  Pipeline& pipeline_;
  Progress& progress_;
  const EventTime last_;  ///< as the files say before they are read
  const ReplayWatch& watch_;
  RecentBlocks* recent_;
  Pacer pacer_;
  Clock::time_point told_;
  bool interrupted_ = false;
};

ReplayReport report_of(const Run& run, const MergedInput& input, const Pipeline& pipeline) {
  ReplayReport out{.read = input.stats(),
                   .windows = pipeline.windower_stats(),
                   .held_back = pipeline.held_back(),
                   .problems = input.problems(),
                   .problem_count = input.problem_count(),
                   .untimed = input.untimed(),
                   .columns = input.columns(),
                   .bytes_read = input.bytes_read(),
                   .bytes_total = input.bytes_total(),
                   .reached = pipeline.newest(),
                   .events = pipeline.events(),
                   .interrupted = run.interrupted(),
                   .refused = input.refusal()};
  out.windows.late += pipeline.behind_the_end();
  return out;
}

}  // namespace

Result<ReplayReport> replay(const ReplayJob& job, const nlp::Classifier& classifier, outputs::Store& store,
                            std::vector<std::unique_ptr<outputs::Sink>> sinks, Progress& progress,
                            const std::atomic<bool>& stop) {
  const auto began = Clock::now();
  Cores cores(job.threads);
  auto options = job.detector;
  if (job.threads > 1) options.for_ranges = [&](std::size_t n, const auto& f) { cores.for_ranges(n, f); };
  auto detector = detect::Detector::make(std::move(options), job.catalog);
  if (!detector) return detector.error();
  Pipeline pipeline(job.pipeline, detect::Windower(job.windower, job.catalog), std::move(*detector), store,
                    std::move(sinks));
  Run run(job, classifier, pipeline, progress);
  const auto checkpoint = store.checkpoint();
  if (checkpoint) {
    if (auto resumed = pipeline.resume(*checkpoint, run.input()); !resumed) {
      if (!run.input().refusal().empty()) return report_of(run, run.input(), pipeline);
      return resumed.error();
    }
  }
  if (auto outcome = run.until(stop); !outcome) return outcome.error();
  progress.finish(run.state(), Clock::now());
  if (job.watch.on_moment) job.watch.on_moment(run.moment(!run.interrupted()));
  auto report = report_of(run, run.input(), pipeline);
  report.elapsed = Clock::now() - began;
  report.resumed = checkpoint.has_value();
  return report;
}

}  // namespace outcry::app
