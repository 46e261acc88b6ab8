#include "outputs/file/writer.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "outputs/fields.h"

namespace outcry::outputs::file {

namespace asio = net::asio;

namespace {

/// A file of this process, whoever writes it: a thread that was left behind on a disk that hangs may still do so.
struct Disk {
  explicit Disk(RotatingOptions options) : file(std::move(options)) {}
  std::mutex mutex;  ///< of all that follows
  RotatingFile file;
  std::string last_id;  ///< of the event that stands there last
  bool is_known = false;

  static std::shared_ptr<Disk> of(RotatingOptions options) {
    static std::mutex all_of_them;
    static std::map<std::string, std::weak_ptr<Disk>> disks;
    const std::lock_guard guard(all_of_them);
    auto& known = disks[options.path];
    auto out = known.lock();
    if (!out) known = out = std::make_shared<Disk>(std::move(options));
    return out;
  }
};

Written failed(boost::system::errc::errc_t why) { return {boost::system::errc::make_error_code(why), ""}; }

}  // namespace

/// What the thread that writes and the loop that waits share. The thread may outlive the loop.
struct Writer::Desk {
  Desk(const asio::any_io_executor& executor, RotatingOptions options)
      : disk(Disk::of(std::move(options))), rung(std::make_shared<asio::steady_timer>(executor)) {}

  /// With `mutex` held. False when the system gives no thread.
  static bool begin(const std::shared_ptr<Desk>& desk, const std::string& id, const std::string& line) {
    try {
      std::thread([desk, id, line] { desk->write(id, line); }).detach();
      desk->busy = true;
    } catch (const std::system_error&) {
      return false;
    }
    return true;
  }

  void write(const std::string& id, const std::string& line) {
    auto written = this->written(id, line);
    const std::lock_guard guard(mutex);
    result = std::move(written);
    busy = false;
    if (rung) asio::post(rung->get_executor(), [waiting = rung] { waiting->cancel(); });
  }

  Written written(const std::string& id, const std::string& line) {
    const std::lock_guard guard(disk->mutex);
    const auto because = [this](boost::system::error_code error) { return Written{error, disk->file.strange()}; };
    if (!disk->is_known) {
      auto last = disk->file.last_line();
      if (!last) return because(last.error());
      disk->last_id = std::string(raw_text(Json::parse(*last, nullptr, false), "id"));
      disk->is_known = true;
    }
    if (!disk->last_id.empty() && disk->last_id == id) return {};
    if (auto appended = disk->file.append(line); !appended) return because(appended.error());
    disk->last_id = id;
    return {};
  }

  std::shared_ptr<Disk> disk;
  std::mutex mutex;  ///< of what follows
  bool busy = false;
  std::shared_ptr<asio::steady_timer> rung;  ///< wakes the loop; null = it has gone
  Written result;
};

Writer::Writer(const asio::any_io_executor& executor, RotatingOptions options)
    : desk_(std::make_shared<Desk>(executor, std::move(options))) {}

Writer::~Writer() {
  const std::lock_guard guard(desk_->mutex);
  desk_->rung.reset();
}

asio::awaitable<Written> Writer::append(std::string id, std::string line) {
  const auto desk = desk_;
  const auto waiting = desk->rung;
  waiting->expires_after(kDeadline);
  const auto until = waiting->expiry();
  for (bool is_begun = false;;) {
    {
      const std::lock_guard guard(desk->mutex);
      if (!desk->busy && is_begun) co_return desk->result;
      if (!desk->busy) {
        is_begun = true;
        if (!desk->begin(desk, id, line)) co_return failed(boost::system::errc::resource_unavailable_try_again);
      }
    }
    waiting->expires_at(until);
    const auto [woken] = co_await waiting->async_wait(net::as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool is_called_off = state.cancelled() != asio::cancellation_type::none;
    if (is_called_off || !woken) co_return failed(boost::system::errc::timed_out);
  }
}

}  // namespace outcry::outputs::file
