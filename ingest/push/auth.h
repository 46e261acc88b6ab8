// Whether a request comes from somebody who may push: a token, a signature, both, or nobody is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ingest/push/seen.h"
#include "model/time.h"

namespace outcry::ingest::push {

/// "" = fine, else a sentence for whoever asked. Secrets are compared in constant time.
class Gate {
 public:
  static constexpr std::chrono::minutes kTolerance{5};
  static constexpr std::size_t kSignatures = 100'000;  ///< remembered against replay

  Gate(std::string token, std::string hmac_key);

  /// Header Authorization: "Bearer <token>".
  std::string token_fault(std::string_view authorization) const;
  /// Header X-Outcry-Signature: "t=<seconds since 1970>,v1=<hex>", where v1 is the HMAC-SHA256 of "<t>.<body>", the
  /// body as it is sent. Several v1 may stand there (a change of keys). Good for kTolerance, once.
  std::string signature_fault(std::string_view signature, std::string_view body, EventTime now) const;
  /// What can be said before the body has come.
  std::string early_fault(std::string_view signature, EventTime now) const;
  /// The request was taken: its signature is used up.
  void use(std::string_view signature);

 private:
  std::string token_;
  std::string hmac_key_;
  Seen used_{kSignatures};
};

/// Lower-case hex of the HMAC-SHA256.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace outcry::ingest::push
