#include "heard.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include "ingest/formats.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto kLongest = 120s;  // sanitizers, two tests at a time
constexpr auto kTurn = 20ms;

}  // namespace

Heard::Heard(asio::io_context& io) : opened_(io, asio::steady_timer::time_point::max()) {}

void Heard::open() {
  is_open_ = true;
  opened_.cancel();
}

asio::awaitable<void> Heard::deliver(SourceBatch& batch) {
  while (!is_open_) co_await opened_.async_wait(net::as_result);
  take(batch);
  batch.block.size = 0;
}

void Heard::take(const SourceBatch& batch) {
  std::ranges::copy_if(batch.gaps, std::back_inserter(gaps), [](const Gap& gap) { return !gap.of_the_past; });
  const Block& block = batch.block;
  biggest = std::max(biggest, block.size);
  if (block.size > 0) {
    archive.append(block.bytes.data(), block.size);
    format = block.layout->format;
    auto decoder = make_decoder(block.layout);
    ReadStats stats;
    std::vector<Problem> problems;
    decode_block(
        block, *decoder,
        [this](const Post& post) {
          if (post.op == PostOp::remove) removed.insert(0);
          const auto at = post.text.find("post ");
          if (post.op == PostOp::create && at != std::string_view::npos)
            posts.insert(std::atoi(std::string(post.text.substr(at + 5)).c_str()));
        },
        stats, problems);
    for (const auto errors : stats.errors) undecodable += errors;
  }
  if (!batch.cursor.empty()) stops.push_back({batch.cursor, posts});
}

void Heard::status(SourceStatus status) { states.push_back(std::move(status)); }

bool Heard::has_all(int n) const {
  while (known_ < n && posts.contains(known_)) ++known_;
  return known_ >= n;
}

bool Heard::was(SourceState state) const {
  return std::ranges::any_of(states, [state](const SourceStatus& status) { return status.state == state; });
}

struct Running::State {
  asio::cancellation_signal cancel;
  bool ended = false;
};

Running::Running(asio::io_context& io, Source& source, std::string cursor, Heard& heard)
    : io_(io), state_(std::make_shared<State>()) {
  asio::co_spawn(io, source.run(std::move(cursor), heard),
                 asio::bind_cancellation_slot(state_->cancel.slot(),
                                              [state = state_](const std::exception_ptr&) { state->ended = true; }));
}

Running::~Running() { cancel(); }

bool Running::ended() const { return state_->ended; }

bool Running::until(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + kLongest;
  io_.restart();
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    io_.run_one_for(kTurn);
    io_.restart();
  }
  return true;
}

bool Running::cancel() {
  if (!state_->ended) state_->cancel.emit(asio::cancellation_type::all);
  return until([this] { return state_->ended; });
}

}  // namespace outcry::ingest
