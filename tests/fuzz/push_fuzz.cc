// Fuzzes what reads pushed posts: bodies of all shapes, signatures, records of the journal, cursors.
#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/push/auth.h"
#include "ingest/push/desk.h"
#include "ingest/push/record.h"

namespace {

using namespace outcry;
using namespace outcry::ingest::push;

constexpr EventTime kNow{std::chrono::seconds(1'790'000'000)};

void bodies(const std::string& body) {
  for (const char* const type : {"application/json", "application/x-ndjson", "application/cloudevents+json",
                                 "application/cloudevents-batch+json", "text/plain"}) {
    net::ServerRequest request;
    request.method = "POST";
    request.path = kPath;
    request.headers = {{"Content-Type", type}};
    if (type == std::string_view("text/plain"))
      request.headers.insert(request.headers.end(),
                             {{"ce-specversion", "1.0"}, {"ce-id", body}, {"ce-source", body}, {"ce-type", "t"}});
    request.body = body;
    Desk desk({});
    const auto delivery = desk.read(request, kNow);
    if (delivery.items != delivery.entries.size() + delivery.duplicates + delivery.refused) __builtin_trap();
    for (const auto& entry : delivery.entries) {
      if (!simdjson::validate_utf8(entry.line) || entry.line.find('\n') != std::string::npos) __builtin_trap();
    }
    (void)Desk::answer(delivery);
  }
}

void records(std::string_view bytes) {
  const auto record = read_record(bytes, 1);
  if (!record) return;
  std::string again;
  append_record(again, record->entry, 1);
  if (again != bytes.substr(0, record->size)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  bodies(text);
  records(text);
  if (const auto place = JournalPlace::from_json(text); place && !JournalPlace::from_json(place->to_json()))
    __builtin_trap();
  if (Gate("token", "key").signature_fault(text, text, kNow).empty()) __builtin_trap();
  if (Gate("token", "key").token_fault(text).empty() && text.substr(7) != "token") __builtin_trap();
  return 0;
}
