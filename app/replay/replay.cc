#include "app/replay/replay.h"

#include <utility>

#include "app/replay/merge.h"

namespace outcry::app {
namespace {

using Clock = Progress::Clock;

/// One run over its input; kept together so that the loop reads as one.
class Run {
 public:
  Run(const ReplayJob& job, const nlp::Classifier& classifier, Pipeline& pipeline, Progress& progress)
      : workers_(job.threads, classifier),
        input_(job.files, job.archive, workers_),
        pipeline_(pipeline),
        progress_(progress) {}

  MergedInput& input() { return input_; }

  Result<void> until(const std::atomic<bool>& stop) {
    while (!stop.load(std::memory_order_relaxed)) {
      const auto piece = input_.next();
      if (!piece) return ended();
      if (auto fed = pipeline_.feed(*piece, input_); !fed) return fed.error();
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
  auto detector = detect::Detector::make(job.detector, job.catalog);
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
  auto report = report_of(run, run.input(), pipeline);
  report.elapsed = Clock::now() - began;
  report.resumed = checkpoint.has_value();
  return report;
}

}  // namespace outcry::app
