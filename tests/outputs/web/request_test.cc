#include "outputs/web/request.h"

#include <gtest/gtest.h>

namespace outcry::outputs::web {
namespace {

net::ServerRequest raw(std::string path, std::string query = "", std::string body = "") {
  net::ServerRequest out;
  out.method = "GET";
  out.path = std::move(path);
  out.query = std::move(query);
  out.body = std::move(body);
  return out;
}

template <class Ask>
std::string fault_of(const Ask& ask) {
  try {
    ask();
  } catch (const Refusal& refusal) {
    return refusal.detail;
  }
  return "";
}

TEST(Request, TakesThePathApart) {
  const auto asked = raw("//api/v1/services/a%2Fb%20c/");
  const Request request(asked);
  EXPECT_EQ(request.parts(), (std::vector<std::string>{"api", "v1", "services", "a/b c"}));
  EXPECT_EQ(request.part(7), "");
}

TEST(Request, ReadsParameters) {
  const auto asked = raw("/", "limit=20&q=a+b%26c&since=2026-03-22T19:00:00Z&slugs=x,,y&empty=&flag&limit=30");
  const Request request(asked);
  EXPECT_EQ(request.whole("limit", 5, 1, 100), 20);
  EXPECT_EQ(request.whole("other", 5, 1, 100), 5);
  EXPECT_EQ(request.text("q"), "a b&c");
  EXPECT_EQ(format_utc(*request.time("since")), "2026-03-22T19:00:00Z");
  EXPECT_EQ(request.list("slugs", 2), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(request.text("empty"), "");
}

TEST(Request, SaysWhatWouldBeRight) {
  const auto asked = raw("/", "limit=2e9&since=yesterday&slugs=a,b,c", "[1]");
  const Request request(asked);
  EXPECT_EQ(fault_of([&] { static_cast<void>(request.whole("limit", 1, 1, 10)); }),
            "'limit' is a whole number from 1 to 10");
  EXPECT_EQ(fault_of([&] { static_cast<void>(request.time("since")); }),
            "'since' is a time such as 2026-11-23T14:02:03Z");
  EXPECT_EQ(fault_of([&] { static_cast<void>(request.list("slugs", 2)); }), "'slugs' takes at most 2");
  EXPECT_EQ(fault_of([&] { static_cast<void>(request.body()); }), "the body must be an object of JSON");
}

TEST(Unescaped, LeavesWhatIsNoEscape) {
  EXPECT_EQ(unescaped("100%", false), "100%");
  EXPECT_EQ(unescaped("%zz%4", false), "%zz%4");
  EXPECT_EQ(unescaped("%41%42", false), "AB");
  EXPECT_EQ(unescaped("a+b", false), "a+b");
}

}  // namespace
}  // namespace outcry::outputs::web
