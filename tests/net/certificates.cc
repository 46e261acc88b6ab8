#include "tests/net/certificates.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>

namespace outcry::net {
namespace {

constexpr long kDay = 86400;

void name(X509_NAME* subject, const std::string& common) {
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.c_str()), -1,
                             -1, 0);
}

void extend(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* begun(EVP_PKEY* key, const std::string& common, long seconds) {
  static long serial = 0;
  X509* out = X509_new();
  X509_set_version(out, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(out), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(out), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(out), seconds);
  X509_set_pubkey(out, key);
  name(X509_get_subject_name(out), common);
  return out;
}

}  // namespace

Authority::Authority() : key_(EVP_EC_gen("P-256")), certificate_(begun(key_.get(), "Authority of a test", kDay)) {
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  extend(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
}

boost::asio::ssl::context Authority::server(const std::string& host, std::chrono::seconds until) const {
  const std::unique_ptr<EVP_PKEY, FreeOpenSsl> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, FreeOpenSsl> certificate(begun(key.get(), "server", static_cast<long>(until.count())));
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  extend(certificate.get(), NID_subject_alt_name, host);
  X509_sign(certificate.get(), key_.get(), EVP_sha256());
  boost::asio::ssl::context out(boost::asio::ssl::context::tls_server);
  SSL_CTX_use_certificate(out.native_handle(), certificate.get());
  SSL_CTX_use_PrivateKey(out.native_handle(), key.get());
  return out;
}

std::string Authority::file() const {
  auto path = testing::TempDir() + "outcry-" + std::to_string(::getpid()) + "-authority.pem";
  BIO* out = BIO_new_file(path.c_str(), "w");
  PEM_write_bio_X509(out, certificate_.get());
  BIO_free(out);
  return path;
}

}  // namespace outcry::net
