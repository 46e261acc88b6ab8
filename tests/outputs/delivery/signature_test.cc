#include "outputs/webhook/signature.h"

#include <gtest/gtest.h>

namespace outcry::outputs::webhook {
namespace {

/// Calculated by the reference library of Standard Webhooks for Python.
TEST(Signature, IsThatOfStandardWebhooks) {
  EXPECT_EQ(signature(key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                      R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, AKeyIsWhatTheSecretSaysOrItsOwnBytes) {
  EXPECT_EQ(key_of("whsec_YWJj"), "abc");
  EXPECT_EQ(key_of("whsec_YWI="), "ab");
  EXPECT_EQ(key_of("whsec_YQ=="), "a");
  EXPECT_EQ(key_of("plain words"), "plain words");
  EXPECT_EQ(key_of("whsec_no base64!"), "whsec_no base64!");
  EXPECT_EQ(key_of(""), "");
}

TEST(Signature, IsOfAllThreeParts) {
  const auto one = signature("k", "a", 1, "b");
  EXPECT_EQ(one, signature("k", "a", 1, "b"));
  EXPECT_NE(one, signature("l", "a", 1, "b"));
  EXPECT_NE(one, signature("k", "c", 1, "b"));
  EXPECT_NE(one, signature("k", "a", 2, "b"));
  EXPECT_NE(one, signature("k", "a", 1, "d"));
}

}  // namespace
}  // namespace outcry::outputs::webhook
