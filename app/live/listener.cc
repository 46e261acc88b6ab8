#include "app/live/listener.h"

#include <pthread.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

namespace outcry::app {

namespace asio = boost::asio;

/// The output of one source. Runs on the loop; only `report` is read from elsewhere.
struct Listener::Ear final : ingest::SourceOutput {
  Ear(Listener& listener, std::size_t index, Listened listened)
      : owner(listener), number(index), what(std::move(listened)) {
    shown.name = what.name;
    shown.kind = what.source->kind();
  }

  asio::awaitable<void> deliver(ingest::SourceBatch& batch) override {
    publish(batch);
    LiveItem item;
    item.source = number;
    std::swap(item.batch, batch);
    co_await owner.inbox_.push(item);
  }

  void status(ingest::SourceStatus status) override {
    {
      const std::lock_guard lock(owner.mutex_);
      shown.counters = sums;
      if (shown.status.state != status.state || shown.since == EventTime{}) shown.since = owner.now_();
      shown.status = status;
    }
    LiveItem item;
    item.kind = LiveItem::Kind::status;
    item.source = number;
    item.status = std::move(status);
    owner.inbox_.push_small(std::move(item));
  }

  ingest::SourceCounters& counters() override { return sums; }

  void keep_sample(std::string_view message) override {
    const std::lock_guard lock(owner.mutex_);
    if (shown.sample.empty()) shown.sample = message.substr(0, kSampleBytes);
  }

  void publish(const ingest::SourceBatch& batch) {
    const std::lock_guard lock(owner.mutex_);
    shown.counters = sums;
    if (batch.block.size == 0) return;
    shown.newest = std::max(shown.newest, batch.newest);
    shown.heard_at = owner.now_();
  }

  void ended(const std::exception_ptr& error) {
    if (error && !owner.stopping_) failed(error);
    LiveItem item;
    item.kind = LiveItem::Kind::ended;
    item.source = number;
    owner.inbox_.push_small(std::move(item));
  }

  /// A source that throws is broken: said, and the others go on.
  void failed(const std::exception_ptr& error) {
    ingest::SourceStatus broken;
    broken.state = ingest::SourceState::fatal;
    broken.host = shown.status.host;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& why) {
      broken.why = why.what();
    }
    status(std::move(broken));
  }

  Listener& owner;
  std::size_t number;
  Listened what;
  asio::cancellation_signal cancel;
  ingest::SourceCounters sums;
  SourceReport shown;
};

Listener::Listener(ingest::Now now)
    : loop_(1), life_(loop_.get_executor()), inbox_(loop_.get_executor(), kInboxBytes), now_(std::move(now)) {}

Listener::~Listener() { stop(); }

void Listener::start(std::vector<Listened> sources) {
  for (auto& what : sources) ears_.push_back(std::make_unique<Ear>(*this, ears_.size(), std::move(what)));
  for (auto& it : ears_) {
    Ear& ear = *it;
    asio::co_spawn(
        loop_, ear.what.source->run(ear.what.cursor, ear),
        asio::bind_cancellation_slot(ear.cancel.slot(), [&ear](const std::exception_ptr& error) { ear.ended(error); }));
  }
  thread_ = std::jthread([this] {
    ::pthread_setname_np(::pthread_self(), "feeds");
    loop_.run();
  });
}

void Listener::stop() {
  if (!thread_.joinable()) return;
  asio::post(loop_, [this] {
    stopping_ = true;
    for (auto& ear : ears_) ear->cancel.emit(asio::cancellation_type::all);
  });
  thread_.join();
}

void Listener::forget_before(std::map<std::string, std::string> cursors) {
  asio::post(loop_, [this, cursors = std::move(cursors)] {
    for (auto& ear : ears_) {
      const auto cursor = cursors.find(ear->what.name);
      if (cursor != cursors.end()) ear->what.source->forget_before(cursor->second);
    }
  });
}

std::vector<SourceReport> Listener::report() const {
  std::vector<SourceReport> out;
  const std::lock_guard lock(mutex_);
  for (const auto& ear : ears_) out.push_back(ear->shown);
  return out;
}

}  // namespace outcry::app
