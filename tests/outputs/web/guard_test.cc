#include "outputs/web/guard.h"

#include <gtest/gtest.h>

namespace outcry::outputs::web {
namespace {

unsigned refusal(const Guard& guard, std::string method, std::string path, net::Headers headers = {}) {
  net::ServerRequest head;
  head.method = std::move(method);
  head.path = std::move(path);
  head.headers = std::move(headers);
  const auto admission = guard.admit(head);
  return admission.refusal ? admission.refusal->status : 0;
}

TEST(Guard, WithoutATokenEverybodyReads) {
  const Guard guard("");
  EXPECT_EQ(refusal(guard, "GET", "/"), 0U);
  EXPECT_EQ(refusal(guard, "HEAD", "/api/v1/status"), 0U);
}

TEST(Guard, WhatWritesSaysSo) {
  const Guard guard("");
  EXPECT_EQ(refusal(guard, "POST", "/api/v1/incidents/x/review"), 403U);
  EXPECT_EQ(refusal(guard, "POST", "/api/v1/incidents/x/review", {{"x-outcry", "1"}}), 0U);
}

TEST(Guard, WithATokenOnlyWhoKnowsIt) {
  const Guard guard("s3cret:with colon");
  EXPECT_EQ(refusal(guard, "GET", "/"), 401U);
  EXPECT_EQ(refusal(guard, "GET", "/livez"), 0U);
  EXPECT_EQ(refusal(guard, "GET", "/readyz"), 0U);
  EXPECT_EQ(refusal(guard, "GET", "/", {{"Authorization", "Bearer s3cret:with colon"}}), 0U);
  EXPECT_EQ(refusal(guard, "GET", "/", {{"Authorization", "Bearer s3cret"}}), 401U);
  EXPECT_EQ(refusal(guard, "GET", "/", {{"Authorization", "Bearer "}}), 401U);
  // anybody:s3cret:with colon
  EXPECT_EQ(refusal(guard, "GET", "/", {{"Authorization", "Basic YW55Ym9keTpzM2NyZXQ6d2l0aCBjb2xvbg=="}}), 0U);
  EXPECT_EQ(refusal(guard, "GET", "/", {{"Authorization", "Basic YW55Ym9keTpubw=="}}), 401U);
  EXPECT_EQ(refusal(guard, "GET", "/", {{"Authorization", "Basic ****"}}), 401U);
}

}  // namespace
}  // namespace outcry::outputs::web
