#include "outputs/file/sink.h"

#include <utility>

#include "outputs/fields.h"
#include "outputs/file/rotating_file.h"

namespace outcry::outputs::file {
namespace {

namespace asio = net::asio;

constexpr std::int64_t kMegabyte = 1'000'000;

class Sink final : public RemoteSink {
 public:
  Sink(RotatingOptions options, std::string path) : file_(std::move(options)), path_(std::move(path)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    const auto id = raw_text(event.json, "id");
    if (!known_) {
      auto last = file_.last_line();
      if (!last) co_return not_written(last.error());
      last_ = std::string(raw_text(Json::parse(*last, nullptr, false), "id"));
      known_ = true;
    }
    if (!last_.empty() && last_ == id) co_return Attempt::taken();
    if (auto written = file_.append(to_line(event.json)); !written) co_return not_written(written.error());
    last_ = std::string(id);
    co_return Attempt::taken();
  }

 private:
  Attempt not_written(const boost::system::error_code& error) const {
    return Attempt::not_taken(
        Attempt::Outcome::later,
        {.fault = net::Fault::server, .what = "'" + path_ + "' cannot be written: " + error.message()});
  }

  RotatingFile file_;
  std::string path_;
  std::string last_;  ///< id of the event that stands there last
  bool known_ = false;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext&) {
  const auto& path = settings.text("path");
  return std::unique_ptr<RemoteSink>(std::make_unique<Sink>(
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
