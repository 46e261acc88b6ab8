// A Lemmy: even posts are posts, odd ones are comments on the first of them.
#include <fmt/format.h>

#include <cstdlib>

#include "asked_stage.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

class LemmyStage final : public AskedStage {
 public:
  explicit LemmyStage(boost::asio::io_context& io) : AskedStage(io) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("lemmy")->settings);
    settings.set("server", address());
    settings.set("every", std::int64_t{5});
    return find_kind("lemmy")->make(settings, std::move(context));
  }

  int many() const override { return 3'000; }

 private:
  Reply reply(const Question& question) override {
    if (question.path == "/api/v3/post/list") return list(question, 0);
    if (question.path == "/api/v3/comment/list") return list(question, 1);
    return {.status = "404 Not Found", .body = R"({"error":"not_found"})"};
  }

  /// Newest first. `odd`: which of the numbers are in it. Posts tell where the next page begins, comments do not.
  Reply list(const Question& question, int odd) {
    const int limit = std::min(question.number("limit", 10), 50);
    const int newest = posted() - 1 - ((posted() - 1 - odd) & 1);
    int n = newest - 2 * limit * (question.number("page", 1) - 1);
    if (const auto cursor = question.query.find("page_cursor"); cursor != question.query.end())
      n = std::atoi(cursor->second.substr(1).c_str()) - 2;
    std::string views;
    if (due(Wrong::bad_message)) views += R"({"post":{"id":"seven"},"comment":5},)";
    if (due(Wrong::huge)) views += view(1'000'000 + odd, n, std::string(3 << 20, '.')) + ",";
    int last = n;
    for (int count = 0; count < limit && n >= 0; ++count, n -= 2) {
      views += view(n, n, "") + ",";
      last = n;
    }
    if (!views.empty()) views.pop_back();
    const auto next = odd == 0 && !views.empty() ? fmt::format(R"(,"next_page":"P{}")", last) : "";
    return {.headers = "Content-Type: application/json\r\n",
            .body = fmt::format(R"({{"{}":[{}]{}}})", odd == 0 ? "posts" : "comments", views, next),
            .carries_posts = true};
  }

  static std::string view(int id, int n, const std::string& filling) {
    const auto time = format_utc(time_of_post(n));
    const std::string common =
        R"("creator":{"id":9,"name":"ann","actor_id":"https://lemmy.example/u/ann"},"community":{"id":4,"name":"sysadmin"})";
    if (n % 2 == 0) {
      return fmt::format(
          R"({{"post":{{"id":{0},"name":"post {1}","body":"EU too{2}","published":"{3}","removed":false,"deleted":false,)"
          R"("ap_id":"https://lemmy.example/post/{0}","language_id":37}},{4}}})",
          id, n, filling, time, common);
    }
    return fmt::format(
        R"({{"comment":{{"id":{0},"content":"post {1}{2}","published":"{3}","removed":false,"deleted":false,)"
        R"("ap_id":"https://other.example/comment/{0}","path":"0.{0}"}},"post":{{"id":0,)"
        R"("ap_id":"https://lemmy.example/post/0"}},{4}}})",
        id, n, filling, time.substr(0, time.size() - 1), common);
  }
};

}  // namespace

std::unique_ptr<Stage> lemmy_stage(boost::asio::io_context& io) { return std::make_unique<LemmyStage>(io); }

}  // namespace outcry::ingest
