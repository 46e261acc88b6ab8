#include "outputs/formats/uri.h"

namespace outcry::outputs::formats {
namespace {

constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view kReserved = ":/?#[]@!$&'()*+,;=%";

void append_encoded(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4U];
  out += kHex[byte & 0xFU];
}

std::string encoded(std::string_view text, std::string_view kept) {
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos || kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

std::string below(std::string out, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) out.append("/").append(segment(part));
  return out;
}

}  // namespace

std::string segment(std::string_view text) { return encoded(text, ""); }

std::string address(const Site& site, std::initializer_list<std::string_view> parts) {
  return below(encoded(site.base_url, kReserved), parts);
}

std::string tag(const Site& site, std::initializer_list<std::string_view> parts) {
  return below("tag:outcry,2026:" + segment(site.source), parts);
}

}  // namespace outcry::outputs::formats
