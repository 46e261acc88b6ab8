#include "ingest/file/pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <utility>

#include "ingest/file/open_file.h"
#include "net/refusal.h"

namespace outcry::ingest::file {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::Failure;
using net::Fault;

constexpr auto kAsGoodAsNow = 10s;
constexpr auto kQuiet = 60s;  ///< a pipe that has nothing to say for so long has no past to tell

class Pipe {
 public:
  Pipe(const FileOptions& options, const SourceContext& context, Intake& intake)
      : options_(options), context_(context), intake_(intake) {}

  asio::awaitable<Failure> run() {
    auto opened = open_pipe();
    if (!opened) co_return net::failure(Fault::network, options_.path + ": " + opened.error().message());
    asio::posix::stream_descriptor descriptor(conversation().executor(), opened->release());
    conversation().connected();
    intake_.begin();
    for (bool anything = options_.path == "-";;) {
      co_await conversation().room();
      co_await readable(descriptor);
      const auto size = ::read(descriptor.native_handle(), buffer_.data(), buffer_.size());
      if (size < 0 && errno != EAGAIN && errno != EINTR)
        co_return net::failure(Fault::network, options_.path + ": " + std::system_category().message(errno));
      if (size == 0 && anything) break;
      if (size == 0) co_await conversation().pause(options_.poll);
      if (size <= 0) continue;
      anything = true;
      if (auto unusable = take_of_pipe({buffer_.data(), static_cast<std::size_t>(size)}))
        co_return std::move(*unusable);
    }
    co_return co_await end_of_pipe();
  }

 private:
  Conversation& conversation() { return intake_.conversation(); }

  Result<OpenFile> open_pipe() const {
    if (options_.path == "-") return OpenFile::standard_input();
    // With a writer of our own it does not end when the others go.
    if (options_.follow)
      if (auto out = OpenFile::open(options_.path, O_RDWR | O_NONBLOCK)) return out;
    return OpenFile::open(options_.path, O_RDONLY | O_NONBLOCK);
  }

  asio::awaitable<void> readable(asio::posix::stream_descriptor& descriptor) {
    const auto wait = asio::posix::descriptor_base::wait_read;
    if (conversation().is_live()) {
      const auto [error] = co_await descriptor.async_wait(wait, net::as_result);
      if (error) co_await intake_.yield();
      co_return;
    }
    const auto first = co_await (descriptor.async_wait(wait, net::as_result) || conversation().pause(kQuiet));
    if (first.index() == 1) conversation().caught_up();
  }

  std::optional<Failure> take_of_pipe(std::string_view bytes) {
    if (intake_.knows_format()) {
      intake_.take(bytes);
    } else {
      unclear_.append(bytes);
      if (auto unusable = intake_.recognise(unclear_, false)) return unusable;
      if (intake_.knows_format()) intake_.take(std::exchange(unclear_, {}));
    }
    if (intake_.newest() >= context_.now() - kAsGoodAsNow) conversation().caught_up();
    return std::nullopt;
  }

  asio::awaitable<Failure> end_of_pipe() {
    if (!intake_.knows_format() && !unclear_.empty()) {
      auto unusable = intake_.recognise(unclear_, true);
      if (unusable) co_return std::move(*unusable);
      intake_.take(std::exchange(unclear_, {}));
    }
    intake_.take_last();
    co_await conversation().finish();
    co_return Failure();
  }

  const FileOptions& options_;
  const SourceContext& context_;
  Intake& intake_;
  std::string unclear_;
  std::array<char, kPiece> buffer_{};
};

}  // namespace

asio::awaitable<Failure> read_pipe(const FileOptions& options, const SourceContext& context, Intake& intake) {
  Pipe pipe(options, context, intake);
  co_return co_await pipe.run();
}

}  // namespace outcry::ingest::file
