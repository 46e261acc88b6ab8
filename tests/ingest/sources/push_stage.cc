// Somebody who pushes posts, keeps at it until they are taken, and misbehaves when asked.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <filesystem>

#include "net/http.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int kInOneRequest = 500;
constexpr std::uint16_t kPort = 8078;

/// An address of loopback that nobody else has: tests run side by side.
std::string own_address() {
  static int count = 0;
  const auto process = static_cast<unsigned>(::getpid());
  return fmt::format("127.{}.{}.{}", process >> 8U & 0x7fU, process & 0xffU, ++count % 250 + 2);
}

class PushStage final : public Stage {
 public:
  explicit PushStage(asio::io_context& io) : Stage(io), host_(own_address()) {
    auto folder = (std::filesystem::temp_directory_path() / "outcry-push-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder");
    folder_ = folder;
    asio::co_spawn(io, push_all(), asio::detached);
  }
  ~PushStage() override { std::filesystem::remove_all(folder_); }
  PushStage(const PushStage&) = delete;
  PushStage& operator=(const PushStage&) = delete;

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("push")->settings);
    settings.set("listen", fmt::format("{}:{}", host_, kPort));
    settings.set("max_body", std::int64_t{16 << 20});
    context.folder = folder_;
    return find_kind("push")->make(settings, std::move(context));
  }

  bool go_wrong(Wrong wrong) override {
    if (wrong == Wrong::unavailable) return false;  // somebody who does not push
    wrongs_.push_back(wrong);
    ring();
    return true;
  }
  bool refuse() override { return false; }

 private:
  static std::string lines(int from, int to) {
    std::string out;
    for (int n = from; n < to; ++n) out += fmt::format("{{\"id\":\"{0}\",\"text\":\"post {0}\"}}\n", n);
    return out;
  }

  asio::awaitable<void> push_all() {
    const net::Client client = std::move(*net::Client::make({}));
    net::Http http(client);
    for (int sent = 0;;) {
      while (sent >= posted() && wrongs_.empty()) co_await news();
      const int end = std::min(posted(), sent + kInOneRequest);
      std::string body = lines(sent, end);
      const bool is_bad = spoil(body);
      if (!is_bad && !wrongs_.empty() && !co_await misbehave(body)) {
        co_await pause();
        continue;
      }
      const unsigned status = co_await pushed(http, body);
      if (is_bad && status != 0) wrongs_.pop_front();
      if (status == 202) {
        sent = end;
      } else {
        co_await pause();
      }
    }
  }

  static asio::awaitable<void> pause() {
    asio::steady_timer timer(co_await asio::this_coro::executor, 2ms);
    co_await timer.async_wait(net::as_result);
  }

  /// Adds what cannot be read, when that is what goes wrong.
  bool spoil(std::string& body) const {
    if (wrongs_.empty()) return false;
    if (wrongs_.front() == Wrong::bad_message) body += "{\"id\":what,\n";
    if (wrongs_.front() == Wrong::huge) body += "{\"text\":\"" + std::string(3 << 20, 'x') + "\"}\n";
    return wrongs_.front() == Wrong::bad_message || wrongs_.front() == Wrong::huge;
  }

  /// The status of the answer; 0 when none came, 202 when there was nothing to ask.
  asio::awaitable<unsigned> pushed(net::Http& http, std::string body) const {
    if (body.empty()) co_return 202;
    net::HttpRequest request;
    request.method = "POST";
    request.url = net::parse_url(fmt::format("http://{}:{}/ingest/v1/posts", host_, kPort)).value();
    request.headers = {{"Content-Type", "application/x-ndjson"}};
    request.body = std::move(body);
    const auto answer = co_await http.fetch(std::move(request));
    const auto* taken = std::get_if<net::HttpAnswer>(&answer);
    co_return taken == nullptr ? 0 : taken->status;
  }

  /// False when nobody is there to hear it.
  asio::awaitable<bool> misbehave(std::string& body) {
    const Wrong wrong = wrongs_.front();
    std::string bytes = fmt::format(
        "POST /ingest/v1/posts HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
        "{}\r\n\r\n",
        host_, body.size());
    bytes += wrong == Wrong::half ? body : body.substr(0, body.size() / 2);
    if (wrong == Wrong::garbage) bytes = "what is this\r\n\r\n";
    const bool heard = co_await say(std::move(bytes), wrong == Wrong::reset);
    if (!heard) co_return false;
    wrongs_.pop_front();
    co_return true;
  }

  asio::awaitable<bool> say(std::string bytes, bool then_reset) const {
    tcp::socket socket(co_await asio::this_coro::executor);
    const tcp::endpoint to(asio::ip::make_address(host_), kPort);
    const auto [unreached] = co_await socket.async_connect(to, net::as_result);
    if (unreached) co_return false;
    const auto [unsaid, size] = co_await asio::async_write(socket, asio::buffer(bytes), net::as_result);
    if (then_reset) socket.set_option(asio::socket_base::linger(true, 0));
    co_return !unsaid;
  }

  std::string host_;
  std::string folder_;
  std::deque<Wrong> wrongs_;
};

}  // namespace

std::unique_ptr<Stage> push_stage(asio::io_context& io) { return std::make_unique<PushStage>(io); }

}  // namespace outcry::ingest
