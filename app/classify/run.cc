#include "app/classify/run.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <future>
#include <mutex>
#include <ostream>

#include "app/replay/mapped.h"

namespace outcry::app::classify {
namespace {

/// Line makers that wait for work; one is made when all are busy.
class Makers {
 public:
  Makers(const nlp::Classifier& classifier, const Catalog& catalog, LineOptions options)
      : classifier_(classifier), catalog_(catalog), options_(options) {}

  Lines make(const ingest::Block& block) {
    auto maker = take();
    auto out = maker->make(block);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(maker));
    return out;
  }

 private:
  std::unique_ptr<LineMaker> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<LineMaker>(classifier_, catalog_, options_);
    auto out = std::move(idle_.back());
    idle_.pop_back();
    return out;
  }

  const nlp::Classifier& classifier_;
  const Catalog& catalog_;
  LineOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<LineMaker>> idle_;
};

/// Blocks in flight, oldest first.
class Order {
 public:
  Order(const Job& job, Makers& makers, std::ostream& out)
      : job_(job), makers_(makers), out_(out), pool_(job.threads) {}

  void read(const std::string& file, Outcome& outcome) {
    auto reader = ingest::ArchiveReader::make(file, job_.archive);
    if (!reader) {
      const auto reason = static_cast<Errc>(reader.error().value());
      note({.reason = reason, .file = file}, outcome);
      ++outcome.stats.errors[static_cast<std::size_t>(reason)];
      return;
    }
    ingest::Block block;
    while (!outcome.broken_pipe && reader->next(block)) {
      if (lacks_columns(block, outcome)) continue;
      start(std::move(block));
      block = {};
      if (flight_.size() > 2UL * job_.threads) write(outcome);
    }
    while (!flight_.empty()) write(outcome);
    for (const Problem& problem : reader->problems()) note(problem, outcome);
    const auto& counts = reader->problem_counts();
    for (std::size_t i = 0; i < counts.size(); ++i) outcome.stats.errors[i] += counts[i];
    outcome.bytes_read += reader->bytes_read();
  }

 private:
  bool lacks_columns(const ingest::Block& block, Outcome& outcome) {
    if (judged_ == block.layout) return lacks_;
    judged_ = block.layout;
    const auto lacking = lacking_columns(block);
    outcome.lacking.insert(outcome.lacking.end(), lacking.begin(), lacking.end());
    lacks_ = !lacking.empty();
    return lacks_;
  }

  void start(ingest::Block block) {
    auto task = std::make_shared<std::packaged_task<Lines()>>(
        [this, held = std::make_shared<ingest::Block>(std::move(block))] { return makers_.make(*held); });
    flight_.push_back(task->get_future());
    if (job_.threads > 1)
      boost::asio::post(pool_, [task] { (*task)(); });
    else
      (*task)();
  }

  void write(Outcome& outcome) {
    const Lines lines = flight_.front().get();
    flight_.pop_front();
    for (const auto& post : lines.posts) out_ << "{\"n\":" << outcome.posts++ << ',' << post << '\n';
    if (!out_) outcome.broken_pipe = true;
    outcome.with_mention += lines.with_mention;
    outcome.with_evidence += lines.with_evidence;
    outcome.unknown_services.add(lines.unknown_services);
    outcome.stats.add(lines.stats);
    for (const Problem& problem : lines.problems) note(problem, outcome);
  }

  static void note(const Problem& problem, Outcome& outcome) {
    if (outcome.problems.size() < Outcome::kMostProblems) outcome.problems.push_back(problem);
  }

  const Job& job_;
  Makers& makers_;
  std::ostream& out_;
  std::deque<std::future<Lines>> flight_;
  std::shared_ptr<const ingest::Layout> judged_;
  bool lacks_ = false;
  boost::asio::thread_pool pool_;
};

}  // namespace

Outcome run(const Job& job, const nlp::Classifier& classifier, const Catalog& catalog, std::ostream& out) {
  Outcome outcome;
  Makers makers(classifier, catalog, job.lines);
  Order order(job, makers, out);
  for (const auto& file : job.files)
    if (!outcome.broken_pipe) order.read(file, outcome);
  out.flush();
  return outcome;
}

}  // namespace outcry::app::classify
