// A status page as Statuspage serves it: the summary tells of what is open, the list of the newest fifty incidents.
#include <fmt/format.h>

#include "asked_stage.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

namespace asio = boost::asio;

constexpr int kUpdates = 5;     ///< posts of one incident
constexpr int kListed = 50;     ///< incidents in the list
constexpr int kLongPage = 100;  ///< from so many posts on they are long

class StatuspageStage final : public AskedStage {
 public:
  explicit StatuspageStage(asio::io_context& io) : AskedStage(io) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("statuspage")->settings);
    settings.set("page", address());
    settings.set("every", std::int64_t{2});
    return find_kind("statuspage")->make(settings, std::move(context));
  }

  int many() const override { return kListed * kUpdates; }

 private:
  std::string update(int n, std::size_t filling) const {
    return fmt::format(R"({{"id":"u{0}","status":"investigating","body":"post {0}{1}","incident_id":"i{2}",)"
                       R"("created_at":"{3}","display_at":"{3}"}})",
                       n, std::string(filling, '.'), n / kUpdates, format_utc(time_of_post(n)));
  }

  std::string incident(int k, std::size_t filling) const {
    std::string updates;
    for (int n = std::min((k + 1) * kUpdates, posted()) - 1; n >= k * kUpdates; --n)
      updates += (updates.empty() ? "" : ",") + update(n, filling);
    return fmt::format(
        R"({{"id":"i{0}","name":"Errors {0}","status":"{1}","created_at":"{2}","shortlink":"https://stspg.io/{0}",)"
        R"("components":[],"incident_updates":[{3}]}})",
        k, is_open(k) ? "investigating" : "resolved", format_utc(time_of_post(k * kUpdates)), updates);
  }

  int incidents() const { return (posted() + kUpdates - 1) / kUpdates; }
  bool is_open(int k) const { return k == incidents() - 1; }

  std::string page() const {
    return fmt::format(R"("page":{{"id":"p","name":"Example","updated_at":"{}"}})", format_utc(time_of_post(posted())));
  }

  std::string list(bool is_bad, bool is_huge, int first) const {
    const std::size_t filling = posted() > kLongPage ? 2000 : 0;
    std::string out;
    if (is_bad) out = "17";
    if (is_huge) out = incident(incidents() - 1, 300'000);
    for (int k = incidents() - 1; k >= std::max(first, incidents() - kListed); --k)
      out += (out.empty() ? "" : ",") + incident(k, filling);
    return out;
  }

  Reply reply(const Question& question) override {
    const bool is_summary = question.path == "/api/v2/summary.json";
    Reply out;
    out.carries_posts = true;
    if (!is_summary && question.path != "/api/v2/incidents.json") {
      out.status = "404 Not Found";
      return out;
    }
    const bool is_bad = due(Wrong::bad_message);
    const bool is_huge = due(Wrong::huge);
    const auto etag = fmt::format("W/\"{}{}\"", posted(), is_bad || is_huge ? "w" : "");
    out.headers = "ETag: " + etag + "\r\nContent-Type: application/json\r\n";
    if (is_summary && question.header("If-None-Match") == etag) {
      out.status = "304 Not Modified";
      return out;
    }
    const auto open_ones = list(is_bad, is_huge, is_summary ? incidents() - 1 : 0);
    out.body = "{" + page() + (is_summary ? R"(,"components":[],"scheduled_maintenances":[])" : "") +
               ",\"incidents\":[" + open_ones + "]}";
    return out;
  }
};

}  // namespace

std::unique_ptr<Stage> statuspage_stage(asio::io_context& io) { return std::make_unique<StatuspageStage>(io); }

}  // namespace outcry::ingest
