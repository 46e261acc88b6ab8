// A Reddit with one subreddit: even posts are submissions, odd ones are comments.
#include <fmt/format.h>

#include "asked_stage.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

constexpr int kDepth = 1'000;         ///< of a listing
constexpr int kAnswersOfAToken = 20;  ///< then it is refused

class RedditStage final : public AskedStage {
 public:
  explicit RedditStage(boost::asio::io_context& io) : AskedStage(io) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("reddit")->settings);
    settings.set("client_id", std::string("id"));
    settings.set("client_secret", std::string("secret"));
    settings.set("user_agent", std::string("linux:org.example.outcry:1.0 (by /u/outcry)"));
    settings.set("subreddits", std::vector<std::string>{"sysadmin", "aws"});
    settings.set("every", std::int64_t{5});
    settings.set("auth", address());
    settings.set("api", address());
    return find_kind("reddit")->make(settings, std::move(context));
  }

  int many() const override { return 1'800; }

 private:
  Reply reply(const Question& question) override {
    if (question.header("User-Agent").find("by /u/") == std::string::npos) return {.status = "429 Too Many Requests"};
    if (question.path == "/api/v1/access_token") return token(question);
    const auto authorization = question.header("Authorization");
    const bool proper = authorization.starts_with("Bearer ") || authorization.starts_with("bearer ");
    if (!proper || authorization.substr(7) != fmt::format("token{}", tokens_) || ++answers_ > kAnswersOfAToken)
      return {.status = "401 Unauthorized",
              .headers = "WWW-Authenticate: Bearer realm=\"reddit\", error=\"invalid_token\"\r\n"};
    if (question.path.starts_with("/r/sysadmin+aws/new")) return listing(question, "t3", 0);
    if (question.path.starts_with("/r/sysadmin+aws/comments")) return listing(question, "t1", 1);
    return {.status = "404 Not Found", .body = R"({"message":"Not Found","error":404})"};
  }

  Reply token(const Question& question) {
    const bool proper = question.method == "POST" && question.header("Authorization") == "Basic aWQ6c2VjcmV0" &&
                        question.head.find("grant_type=client_credentials") != std::string::npos;
    if (!proper) return {.status = "401 Unauthorized"};
    answers_ = 0;
    return {.headers = "Content-Type: application/json\r\n",
            .body = fmt::format(R"({{"access_token":"token{}","token_type":"bearer","expires_in":3600,"scope":"*"}})",
                                ++tokens_)};
  }

  /// Newest first. `odd`: which of the numbers are in it.
  Reply listing(const Question& question, const std::string& kind, int odd) {
    const int limit = std::min(question.number("limit", 25), 100);
    const int newest = posted() - 1 - ((posted() - 1 - odd) & 1);
    int n = newest;
    if (const auto after = question.query.find("after"); after != question.query.end())
      n = std::atoi(after->second.substr(4).c_str()) - 2;
    std::string children;
    if (due(Wrong::bad_message)) children += R"({"kind":"t3","data":{"name":7,"title":[]}},)";
    if (due(Wrong::huge)) children += thing(kind, "huge", n, std::string(3 << 20, ' ')) + ",";
    int last = n;
    for (int count = 0; count < limit && n >= 0 && (newest - n) / 2 < kDepth; ++count, n -= 2) {
      children += thing(kind, fmt::format("k{}", n), n, std::string(200, '.')) + ",";
      last = n;
    }
    if (!children.empty()) children.pop_back();
    const bool more = n >= 0 && (newest - n) / 2 < kDepth;
    const auto after = more ? fmt::format("\"{}_{}\"", kind, fmt::format("k{}", last)) : "null";
    return {.headers =
                "Content-Type: application/json\r\nx-ratelimit-used: 1\r\nx-ratelimit-remaining: 100000.0\r\n"
                "x-ratelimit-reset: 1\r\n",
            .body = fmt::format(R"({{"kind":"Listing","data":{{"after":{},"dist":1,"children":[{}],"before":null}}}})",
                                after, children),
            .carries_posts = true};
  }

  static std::string thing(const std::string& kind, const std::string& id, int n, const std::string& filling) {
    const auto text = kind == "t3" ? fmt::format(R"("title":"post {}","selftext":"","is_self":true)", n)
                                   : fmt::format(R"("body":"post {}","parent_id":"t3_k0","link_id":"t3_k0")", n);
    return fmt::format(
        R"({{"kind":"{0}","data":{{"id":"{1}","name":"{0}_{1}","subreddit":"sysadmin","author":"ann{2}",{3},)"
        R"("created_utc":{4}.0,"permalink":"/r/sysadmin/comments/{1}/","removed_by_category":null,"pad":"{5}"}}}})",
        kind, id, n, text, time_of_post(n).time_since_epoch().count() / 1'000'000, filling);
  }

  int tokens_ = 0;
  int answers_ = 0;
};

}  // namespace

std::unique_ptr<Stage> reddit_stage(boost::asio::io_context& io) { return std::make_unique<RedditStage>(io); }

}  // namespace outcry::ingest
