#include "outputs/file/sink.h"

#include <fmt/format.h>

#include <utility>

#include "outputs/fields.h"
#include "outputs/file/writer.h"

namespace outcry::outputs::file {
namespace {

namespace asio = net::asio;

constexpr std::int64_t kMegabyte = 1'000'000;

class Sink final : public RemoteSink {
 public:
  Sink(const SinkContext& context, RotatingOptions options, std::string path)
      : writer_(context.executor, std::move(options)), path_(std::move(path)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    std::string id(raw_text(event.json, "id"));
    std::string line = to_line(event.json);
    const auto written = co_await writer_.append(std::move(id), std::move(line));
    if (written.outcome) co_return Attempt::taken();
    co_return Attempt::not_taken(Attempt::Outcome::later, failure_of(written));
  }

 private:
  net::Failure failure_of(const Written& written) const {
    const auto error = written.outcome.error();
    if (error != Errc::mismatch)
      return {.fault = net::Fault::server, .what = fmt::format("'{}' cannot be written: {}", path_, error.message())};
    return {.fault = net::Fault::fatal,
            .what = fmt::format("'{}' ends with what is no event of outcry, and is left as it is; name another path",
                                written.strange)};
  }

  Writer writer_;
  std::string path_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  const auto& path = settings.text("path");
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(
      context,
      RotatingOptions{.path = path,
                      .most_bytes = static_cast<std::uint64_t>(settings.number("most_megabytes") * kMegabyte),
                      .kept = static_cast<int>(settings.number("keep"))},
      path));
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{
      .name = "file",
      .meaning = "Each event is a line of a file, which begins anew when it has grown large.",
      .settings = {{.key = "path", .type = SettingType::path, .meaning = "of the file", .needed = true},
                   {.key = "most_megabytes",
                    .type = SettingType::number,
                    .meaning = "how large it may grow; 0 = without a bound",
                    .usual = "100",
                    .least = 0,
                    .most = 1'000'000},
                   {.key = "keep",
                    .type = SettingType::number,
                    .meaning = "how many older files are kept: PATH.1 is the newest of them",
                    .usual = "10",
                    .least = 0,
                    .most = 1000}},
      .make = make};
  return kKind;
}

}  // namespace outcry::outputs::file
