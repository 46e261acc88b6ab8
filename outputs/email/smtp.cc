#include "outputs/email/smtp.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>

namespace outcry::outputs::email {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Reading {
  const std::string& message;
  std::size_t read = 0;
};

std::size_t read_more(char* to, std::size_t size, std::size_t n, void* reading) {
  auto& from = *static_cast<Reading*>(reading);
  const auto bytes = from.message.copy(to, size * n, from.read);
  from.read += bytes;
  return bytes;
}

int hear(CURL* /*handle*/, curl_infotype type, char* bytes, std::size_t size, void* transcript) {
  auto& out = *static_cast<Transcript*>(transcript);
  const std::string_view line(bytes, size);
  if (type == CURLINFO_HEADER_OUT) out.said(line);
  if (type == CURLINFO_HEADER_IN) out.heard(line);
  return 0;
}

int is_called_off(void* flag, curl_off_t /*of*/, curl_off_t /*down*/, curl_off_t /*all*/, curl_off_t /*up*/) {
  return *static_cast<const std::atomic<bool>*>(flag) ? 1 : 0;
}

/// OpenSSL may write to a connection that is gone, and libcurl may not touch the handlers of a program with threads.
void block_sigpipe() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

Break break_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Break::none;
    case CURLE_WEIRD_SERVER_REPLY:
      return Break::protocol;
    case CURLE_LOGIN_DENIED:
      return Break::no_password;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_ISSUER_ERROR:
      return Break::tls;
    default:
      return Break::network;
  }
}

void set_trust(CURL* handle, const SmtpOptions& options) {
  if (!options.ca.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  } else if (!options.ca_beside.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_beside.c_str());
  }
}

void set_way(CURL* handle, const SmtpOptions& options) {
  const auto url = fmt::format("{}://{}", options.tls == Tls::from_start ? "smtps" : "smtp", options.server);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(options.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
  const auto milliseconds = static_cast<long>(options.timeout.count());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
  curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, milliseconds / 1000));
  set_trust(handle, options);
}

void set_user(CURL* handle, const SmtpOptions& options) {
  if (options.user.empty()) return;
  curl_easy_setopt(handle, CURLOPT_USERNAME, options.user.c_str());
  curl_easy_setopt(handle, CURLOPT_PASSWORD, options.password.c_str());
  curl_easy_setopt(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

}  // namespace

Talk hand_over(const SmtpOptions& options, const std::string& message, const std::atomic<bool>& called_off) {
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  block_sigpipe();
  const std::unique_ptr<CURL, Free> owned(kReady == CURLE_OK ? curl_easy_init() : nullptr);
  if (!owned) return {.broken = Break::network, .why = "libcurl cannot begin"};
  CURL* const handle = owned.get();
  std::unique_ptr<curl_slist, Free> recipients;
  for (const auto& to : options.to) {
    auto* const longer = curl_slist_append(recipients.get(), to.c_str());
    static_cast<void>(recipients.release());
    recipients.reset(longer);
  }
  Reading reading{message};
  Transcript transcript;
  std::array<char, CURL_ERROR_SIZE> why{};
  set_way(handle, options);
  set_user(handle, options);
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, options.from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_more);
  curl_easy_setopt(handle, CURLOPT_READDATA, &reading);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, hear);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &transcript);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, is_called_off);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &called_off);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, why.data());
  const auto code = curl_easy_perform(handle);
  return {transcript.answers(), transcript.step(), break_of(code),
          why.front() == '\0' ? curl_easy_strerror(code) : why.data()};
}

}  // namespace outcry::outputs::email
