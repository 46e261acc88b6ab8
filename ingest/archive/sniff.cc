#include "ingest/archive/sniff.h"

#include <algorithm>
#include <array>

namespace outcry::ingest {
namespace {

using namespace std::string_view_literals;

struct Foreign {
  std::string_view magic;
  std::string_view sentence;
};
constexpr std::array<Foreign, 9> kForeign{{
    {"PAR1"sv, "Parquet; convert it to NDJSON or CSV first"},
    {"ARROW1"sv, "Arrow; convert it to NDJSON or CSV first"},
    {"ORC"sv, "ORC; convert it to NDJSON or CSV first"},
    {"Obj\x01"sv, "Avro; convert it to NDJSON or CSV first"},
    {"7z\xBC\xAF\x27\x1C"sv, "7z; unpack it first"},
    {"Rar!\x1A\x07"sv, "RAR; unpack it first"},
    {"\x04\x22\x4D\x18"sv, "lz4; unpack it first"},
    {"\xFF\xFE"sv, "UTF-16 text; convert it to UTF-8 first"},
    {"\xFE\xFF"sv, "UTF-16 text; convert it to UTF-8 first"},
}};

constexpr std::size_t kTarBlock = 512;

bool is_zero(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

/// The header checksum of tar (any age): the sum of its bytes with the checksum's own field as blanks.
bool is_tar(std::string_view head) {
  if (head.size() < kTarBlock) return false;
  if (is_zero(head.substr(0, kTarBlock))) return head.size() >= 2 * kTarBlock && is_zero(head.substr(0, 2 * kTarBlock));
  unsigned sum = 0;
  for (std::size_t i = 0; i < kTarBlock; ++i) {
    const bool own = i >= 148 && i < 156;
    sum += own ? unsigned{' '} : static_cast<unsigned char>(head[i]);
  }
  unsigned told = 0;
  auto digits = head.substr(148, 8);
  digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
  if (digits.empty() || digits[0] < '0' || digits[0] > '7') return false;
  for (const char c : digits) {
    if (c < '0' || c > '7') break;
    told = told * 8 + static_cast<unsigned>(c - '0');
  }
  return told == sum;
}

bool is_skippable_zstd(std::string_view head) {
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0) == 0x50 &&
         head.substr(1, 3) == "\x2A\x4D\x18"sv;
}

}  // namespace

Packing packing_of(std::string_view head) {
  if (head.starts_with("\x1F\x8B\x08"sv)) return Packing::gzip;
  if (head.starts_with("\x28\xB5\x2F\xFD"sv) || is_skippable_zstd(head)) return Packing::zstd;
  if (head.starts_with("BZh"sv) && head.size() > 3 && head[3] >= '1' && head[3] <= '9') return Packing::bzip2;
  if (head.starts_with("\xFD\x37zXZ\0"sv)) return Packing::xz;
  if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv)) return Packing::zip;
  if (is_tar(head)) return Packing::tar;
  return what_it_is(head).empty() ? Packing::plain : Packing::unsupported;
}

std::string_view what_it_is(std::string_view head) {
  const auto found = std::ranges::find_if(kForeign, [head](const Foreign& f) { return head.starts_with(f.magic); });
  return found == kForeign.end() ? ""sv : found->sentence;
}

}  // namespace outcry::ingest
