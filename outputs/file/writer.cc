#include "outputs/file/writer.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <mutex>
#include <thread>
#include <utility>

#include "outputs/fields.h"

namespace outcry::outputs::file {

namespace asio = net::asio;

/// What the thread that writes and the loop that waits share. The thread may outlive the loop.
struct Writer::Desk {
  Desk(const asio::any_io_executor& executor, RotatingOptions options)
      : file(std::move(options)), rung(std::make_shared<asio::steady_timer>(executor)) {}

  void write(const std::string& id, const std::string& line) {
    auto outcome = written(id, line);
    const std::lock_guard guard(mutex);
    result = std::move(outcome);
    busy = false;
    if (rung) asio::post(rung->get_executor(), [waiting = rung] { waiting->cancel(); });
  }

  Result<void> written(const std::string& id, const std::string& line) {
    if (!is_known) {
      auto last = file.last_line();
      if (!last) return last.error();
      last_id = std::string(raw_text(Json::parse(*last, nullptr, false), "id"));
      is_known = true;
    }
    if (!last_id.empty() && last_id == id) return {};
    if (auto appended = file.append(line); !appended) return appended;
    last_id = id;
    return {};
  }

  RotatingFile file;    ///< the thread's while it is busy
  std::string last_id;  ///< of the event that stands there last; likewise
  bool is_known = false;
  std::mutex mutex;  ///< of what follows
  bool busy = false;
  std::shared_ptr<asio::steady_timer> rung;  ///< wakes the loop; null = it has gone
  Result<void> result;
};

Writer::Writer(const asio::any_io_executor& executor, RotatingOptions options)
    : desk_(std::make_shared<Desk>(executor, std::move(options))) {}

Writer::~Writer() {
  const std::lock_guard guard(desk_->mutex);
  desk_->rung.reset();
}

asio::awaitable<Result<void>> Writer::append(std::string id, std::string line) {
  const auto desk = desk_;
  const auto waiting = desk->rung;
  const auto until = std::chrono::steady_clock::now() + kDeadline;
  for (bool is_begun = false;;) {
    {
      const std::lock_guard guard(desk->mutex);
      if (!desk->busy && is_begun) co_return desk->result;
      if (!desk->busy) {
        is_begun = true;
        desk->busy = true;
        std::thread([desk, id, line] { desk->write(id, line); }).detach();
      }
    }
    waiting->expires_at(until);
    const auto [woken] = co_await waiting->async_wait(net::as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool is_called_off = state.cancelled() != asio::cancellation_type::none;
    if (is_called_off || !woken) co_return boost::system::errc::make_error_code(boost::system::errc::timed_out);
  }
}

}  // namespace outcry::outputs::file
