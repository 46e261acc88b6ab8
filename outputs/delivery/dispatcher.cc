#include "outputs/delivery/dispatcher.h"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "net/sign_of_life.h"
#include "outputs/store.h"

namespace outcry::outputs::delivery {

namespace asio = net::asio;

struct Dispatcher::Impl {
  struct Round {
    explicit Round(Courier carrying) : courier(std::move(carrying)) {}
    Courier courier;
    asio::cancellation_signal cancel;
    bool over = false;
  };

  Impl(std::string store_in, std::vector<Served> sinks_in)
      : path(std::move(store_in)), sinks(std::move(sinks_in)), places(path), grace(loop) {}

  Result<std::vector<LogLine>> read(std::uint64_t after, std::size_t most) const {
    std::vector<LogLine> out;
    const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
      out.push_back({sequence, std::string(line)});
    };
    if (auto read = store->each_event(after, on_event, most); !read) return read.error();
    return out;
  }

  void start(Round& round) {
    asio::co_spawn(loop, round.courier.run(),
                   asio::bind_cancellation_slot(round.cancel.slot(), [this, &round](const std::exception_ptr&) {
                     round.over = true;
                     tell();
                     if (stopping && all_over()) grace.cancel();
                   }));
  }

  bool all_over() const {
    return std::ranges::all_of(rounds, [](const Round& round) { return round.over; });
  }

  void tell() {
    std::vector<SinkReport> fresh;
    for (const Round& round : rounds) fresh.push_back(round.courier.report());
    const std::lock_guard guard(mutex);
    told = std::move(fresh);
  }

  void stop() {
    stopping = true;
    at_work.reset();
    for (Round& round : rounds) round.courier.drain();
    if (all_over()) return;
    grace.expires_after(kGrace);
    grace.async_wait([this](const boost::system::error_code&) {
      for (Round& round : rounds) round.cancel.emit(asio::cancellation_type::terminal);
    });
  }

  std::string path;
  std::vector<Served> sinks;
  Places places;
  std::optional<Store> store;
  asio::io_context loop{1};
  asio::executor_work_guard<asio::io_context::executor_type> at_work{loop.get_executor()};
  net::SignOfLife life{loop.get_executor()};
  asio::steady_timer grace;
  std::list<Round> rounds;
  bool stopping = false;
  mutable std::mutex mutex;
  std::vector<SinkReport> told;
  std::thread thread;
};

Dispatcher::Dispatcher(std::string store, std::vector<Served> sinks)
    : impl_(std::make_unique<Impl>(std::move(store), std::move(sinks))) {}

Dispatcher::~Dispatcher() { close(); }

void Dispatcher::close() {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->loop, [this] { impl_->stop(); });
  impl_->thread.join();
}

Result<void> Dispatcher::open() {
  auto store = Store::open(impl_->path, Store::Access::read_only, {}, nullptr);
  if (!store) return store.error();
  impl_->store.emplace(std::move(*store));
  const auto checkpoint = impl_->store->checkpoint();
  const std::uint64_t newest = checkpoint ? checkpoint->last_sequence : 0;
  const auto read = [impl = impl_.get()](std::uint64_t after, std::size_t most) { return impl->read(after, most); };
  const auto executor = impl_->loop.get_executor();
  for (Served& served : impl_->sinks) {
    auto sink = served.make(executor);
    if (!sink) return sink.error();
    auto& round = impl_->rounds.emplace_back(Courier(executor, served.options, std::move(*sink), read, impl_->places));
    if (auto begun = round.courier.begin(newest); !begun) return begun.error();
  }
  for (auto& round : impl_->rounds) impl_->start(round);
  impl_->tell();
  impl_->thread = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "sinks");
    impl_->loop.run();
  });
  return {};
}

void Dispatcher::wake(std::uint64_t newest) {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->loop, [impl = impl_.get(), newest] {
    for (auto& round : impl->rounds) round.courier.wake(newest);
    impl->tell();
  });
}

void Dispatcher::complete() {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->loop, [impl = impl_.get()] {
    for (auto& round : impl->rounds) round.courier.complete();
  });
}

std::vector<SinkReport> Dispatcher::reports() const {
  if (impl_->thread.joinable() && impl_->life.has_answered()) {
    asio::post(impl_->loop, [impl = impl_.get()] { impl->tell(); });
    impl_->life.ask();
  }
  const std::lock_guard guard(impl_->mutex);
  return impl_->told;
}

bool Dispatcher::has_answered() const { return impl_->life.has_answered(); }

}  // namespace outcry::outputs::delivery
