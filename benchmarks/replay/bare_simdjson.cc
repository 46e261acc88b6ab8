// The reference of the replay benchmark: simdjson on-demand over the same file, text and time of each post, nothing
// else. usage: bare_simdjson FILE.jsonl     prints {"posts":..,"text_bytes":..,"seconds":..}
#include <simdjson.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace {

struct Sum {
  std::uint64_t posts = 0;
  std::uint64_t text_bytes = 0;
  std::int64_t last_time = 0;
};

/// A file with padding after its end; reading it is part of the work that is timed.
std::string read(const char* path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::string out(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.reserve(out.size() + simdjson::SIMDJSON_PADDING);
  return out;
}

void extract(simdjson::ondemand::parser& parser, std::string_view line, std::size_t capacity, Sum& sum) {
  simdjson::ondemand::document record;
  if (parser.iterate(simdjson::padded_string_view(line, capacity)).get(record)) return;
  std::int64_t time = 0;
  std::string_view text;
  if (record["time_us"].get(time)) return;
  if (record["commit"]["record"]["text"].get(text)) return;
  ++sum.posts;
  sum.text_bytes += text.size();
  sum.last_time = time;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bare_simdjson FILE.jsonl\n");
    return 2;
  }
  const auto began = std::chrono::steady_clock::now();
  const std::string content = read(argv[1]);
  simdjson::ondemand::parser parser;
  Sum sum;
  const char* at = content.data();
  const char* const end = at + content.size();
  while (at < end) {
    const auto* newline = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    const char* const stop = newline != nullptr ? newline : end;
    const auto size = static_cast<std::size_t>(stop - at);
    if (size != 0) extract(parser, {at, size}, static_cast<std::size_t>(end - at) + simdjson::SIMDJSON_PADDING, sum);
    at = stop + 1;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  std::printf("{\"posts\":%llu,\"text_bytes\":%llu,\"last_time\":%lld,\"seconds\":%.6f}\n",
              static_cast<unsigned long long>(sum.posts), static_cast<unsigned long long>(sum.text_bytes),
              static_cast<long long>(sum.last_time), seconds.count());
  return 0;
}
