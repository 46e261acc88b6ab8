// A web server with one RSS feed, which answers conditional questions.
#include <fmt/format.h>

#include "asked_stage.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;

constexpr int kLongFeed = 100;  ///< from so many items on they are long

std::string rfc822(EventTime time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 64> out{};
  return {out.data(), std::strftime(out.data(), out.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

class RssStage final : public AskedStage {
 public:
  explicit RssStage(asio::io_context& io) : AskedStage(io) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("rss")->settings);
    settings.set("feed", address());
    settings.set("every", std::int64_t{2});
    return find_kind("rss")->make(settings, std::move(context));
  }

  std::string address() const override { return AskedStage::address() + "/feed.xml"; }

  /// All that a feed may hold.
  int many() const override { return 1000; }

 private:
  static std::string item(int n, const std::string& description) {
    return fmt::format(
        "<item><title>Incident {0}</title><description>&lt;p&gt;post {0}{1}&lt;/p&gt;</description>"
        "<link>https://status.example.com/incidents/{0}</link><guid isPermaLink=\"true\">"
        "https://status.example.com/incidents/{0}</guid><pubDate>{2}</pubDate></item>\n",
        n, description, rfc822(time_of_post(n)));
  }

  std::string feed(bool is_bad, bool is_huge) const {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Example status</title>"
        "<link>https://status.example.com</link><description>What happened</description><language>en</language>\n";
    if (is_bad) out += "<item></item>\n";
    if (is_huge) out += item(posted(), std::string(3 << 20, '.'));
    const std::string description = posted() > kLongFeed ? std::string(500, '.') : "";
    for (int n = posted() - 1; n >= 0; --n) out += item(n, description);
    return out + "</channel></rss>\n";
  }

  Reply reply(const Question& question) override {
    const bool is_bad = due(Wrong::bad_message);
    const bool is_huge = due(Wrong::huge);
    const auto etag = fmt::format("\"{}{}\"", posted(), is_bad || is_huge ? "w" : "");
    Reply out;
    out.carries_posts = true;
    out.headers = "ETag: " + etag + "\r\nContent-Type: application/rss+xml\r\n";
    if (question.header("If-None-Match") == etag) {
      out.status = "304 Not Modified";
    } else {
      out.body = feed(is_bad, is_huge);
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<Stage> rss_stage(asio::io_context& io) { return std::make_unique<RssStage>(io); }

}  // namespace outcry::ingest
