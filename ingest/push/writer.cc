#include "ingest/push/writer.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "net/wire.h"

namespace outcry::ingest::push {

namespace asio = boost::asio;

/// Outlives the writer for as long as word of a sync is on its way.
struct Writer::State {
  State(const asio::any_io_executor& executor, Journal& journal_in, std::function<void()> on_durable_in)
      : settled(executor, asio::steady_timer::time_point::max()),
        journal(&journal_in),
        on_durable(std::move(on_durable_in)) {}

  void settle(bool durable, std::uint64_t covers) {
    syncing = false;
    if (journal == nullptr) return;
    journal->settle(durable);
    if (durable) {
      reached = covers;
      on_durable();
    } else {
      ++failures;
    }
    settled.cancel();
  }

  asio::steady_timer settled;  ///< cancelled whenever something was
  Journal* journal;            ///< null once the writer has gone
  std::function<void()> on_durable;
  std::uint64_t appended = 0;  ///< calls
  std::uint64_t reached = 0;   ///< of them, durable
  std::uint64_t failures = 0;
  bool syncing = false;
};

Writer::Writer(const asio::any_io_executor& executor, Journal& journal, std::function<void()> on_durable)
    : state_(std::make_shared<State>(executor, journal, std::move(on_durable))) {}

Writer::~Writer() {
  state_->journal = nullptr;
  pool_.join();
}

asio::awaitable<Writer::Outcome> Writer::write(const std::vector<JournalEntry>& entries) {
  const auto state = state_;
  if (const auto appended = state->journal->append(entries); !appended)
    co_return appended.error() == make_error_code(Errc::too_large) ? Outcome::full : Outcome::failed;
  const auto failures = state->failures;
  const auto mine = ++state->appended;
  while (state->failures == failures && state->reached < mine) {
    if (!state->syncing) begin_sync();
    if (state->syncing) co_await state->settled.async_wait(net::as_result);
  }
  co_return state->failures == failures ? Outcome::durable : Outcome::failed;
}

void Writer::begin_sync() {
  auto work = state_->journal->sync();
  const auto covers = state_->appended;
  if (!work) return state_->settle(true, covers);
  state_->syncing = true;
  asio::post(pool_, [state = state_, work = std::move(work), covers] {
    const bool durable = work();
    asio::post(state->settled.get_executor(), [state, durable, covers] { state->settle(durable, covers); });
  });
}

}  // namespace outcry::ingest::push
