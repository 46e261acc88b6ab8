#include "outputs/stream_sink.h"

#include <gtest/gtest.h>

#include <sstream>

namespace outcry::outputs {
namespace {

/// Refuses what is empty, and writes the rest in brackets.
class Brackets final : public StreamSink {
 public:
  explicit Brackets(std::ostream& out) : StreamSink(out) {}
  std::string_view name() const override { return "brackets"; }

 private:
  Result<std::string> told(const EventLine& event) const override {
    if (event.json.empty()) return Errc::bad_json;
    return "[" + std::string(event.json) + "]";
  }
};

TEST(StreamSink, WritesWhatIsToldOfEachEventOnce) {
  std::ostringstream out;
  Brackets sink(out);
  EXPECT_TRUE(sink.deliver({7, "a"}));
  EXPECT_TRUE(sink.deliver({7, "a"}));
  EXPECT_TRUE(sink.deliver({8, "b"}));
  EXPECT_TRUE(sink.finish());
  EXPECT_EQ(out.str(), "[a][b]");
}

TEST(StreamSink, TakesNoEventOfWhichNothingCanBeTold) {
  std::ostringstream out;
  Brackets sink(out);
  EXPECT_EQ(sink.deliver({1, ""}).error(), Errc::bad_json);
  EXPECT_TRUE(sink.deliver({1, "a"}));
  EXPECT_EQ(out.str(), "[a]");
}

TEST(StreamSink, SaysThatItsStreamFailsAndWritesTheEventLater) {
  std::ostringstream out;
  Brackets sink(out);
  auto* const buffer = out.rdbuf();
  out.std::ostream::rdbuf(nullptr);
  EXPECT_EQ(sink.deliver({1, "a"}).error(), Errc::io);
  EXPECT_EQ(sink.finish().error(), Errc::io);
  out.std::ostream::rdbuf(buffer);
  EXPECT_TRUE(sink.deliver({1, "a"}));
  EXPECT_EQ(out.str(), "[a]");
}

}  // namespace
}  // namespace outcry::outputs
