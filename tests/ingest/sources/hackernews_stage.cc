// A Hacker News whose every second item is a post; the others were deleted before anybody saw them.
#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "asked_stage.h"
#include "stages.h"

namespace outcry::ingest {
namespace {

class HackerNewsStage final : public AskedStage {
 public:
  explicit HackerNewsStage(boost::asio::io_context& io) : AskedStage(io) {}

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("hackernews")->settings);
    settings.set("every", std::int64_t{5});
    settings.set("api", address());
    return find_kind("hackernews")->make(settings, std::move(context));
  }

  int many() const override { return 1'500; }

 private:
  Reply reply(const Question& question) override {
    if (question.path == "/v0/maxitem.json") return json(std::to_string(2 * posted()));
    if (question.path == "/v0/updates.json") return json(R"({"items":[1,2,3],"profiles":["ann"]})");
    const std::string prefix = "/v0/item/";
    if (!question.path.starts_with(prefix)) return {.status = "404 Not Found"};
    const int id = std::atoi(question.path.substr(prefix.size()).c_str());
    // An item may be numbered before it can be seen.
    const bool unseen = id % 7 == 0 && seen_.insert(id).second;
    Reply out = json(unseen || id > 2 * posted() ? "null" : item(id));
    out.carries_posts = true;
    return out;
  }

  static Reply json(std::string body) {
    return {.headers = "Content-Type: application/json; charset=utf-8\r\n", .body = std::move(body)};
  }

  /// Post n is item 2n + 2.
  std::string item(int id) {
    const int n = (id - 1) / 2;
    const auto seconds = time_of_post(n).time_since_epoch().count() / 1'000'000;
    if (id % 2 == 1) {
      if (due(Wrong::bad_message)) bad_ = id;
      if (due(Wrong::huge)) huge_ = id;
      if (id == bad_) return fmt::format(R"({{"id":{},"time":"what","type":[]}})", id);
      if (id == huge_)
        return fmt::format(R"({{"id":{},"time":{},"text":"{}"}})", id, seconds, std::string(3 << 20, '.'));
      return fmt::format(R"({{"deleted":true,"id":{},"time":{},"type":"comment"}})", id, seconds);
    }
    if (n % 3 == 0) {
      return fmt::format(
          R"({{"by":"ann","descendants":0,"id":{},"score":1,"time":{},"title":"post {}","type":"story"}})", id, seconds,
          n);
    }
    return fmt::format(
        R"({{"by":"bert","id":{},"parent":2,"text":"post {}<p>EU &#x27;too&#x27;","time":{},"type":"comment"}})", id, n,
        seconds);
  }

  std::set<int> seen_;
  int bad_ = 0;
  int huge_ = 0;
};

}  // namespace

std::unique_ptr<Stage> hackernews_stage(boost::asio::io_context& io) { return std::make_unique<HackerNewsStage>(io); }

}  // namespace outcry::ingest
