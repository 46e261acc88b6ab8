#include "tests/outputs/formats/hostile_texts.h"

namespace outcry::outputs::formats {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string every_byte() {
  std::string out;
  for (int i = 0; i < 256; ++i) out += static_cast<char>(i);
  return out;
}

std::vector<std::string> all() {
  using namespace std::string_literals;
  return {
      "",
      " ",
      "<script>alert(1)</script>",
      "</title><script>alert(1)</script>",
      "</text></svg><svg onload=alert(1)>",
      "\"><img src=x onerror=alert(1)>",
      "' onmouseover='alert(1)",
      "\" onload=\"alert(1)",
      "]]>",
      "<![CDATA[ x ]]>",
      "<!-- -- -->",
      "-->",
      "<?xml version=\"1.0\"?>",
      "<?php echo 1 ?>",
      "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
      "&a;",
      "&amp;lt;script&amp;gt;",
      "&#0;",
      "&#x1F;",
      "&",
      "&&&&",
      "< > & \" '",
      "<b>bold</b> <i>",
      "javascript:alert(1)",
      "https://evil.example/?a=<&b=\"",
      "https://evil.example/ with spaces",
      "https://evil.example/\r\nX-Injected: yes",
      "data:text/html,<script>1</script>",
      "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
      "a\nEND:VCALENDAR\n",
      "a\rATTENDEE:mailto:x@example.org",
      "\r\n ATTACH:file:///etc/passwd",
      "\\n\\N\\;\\,\\\\",
      "\\",
      "\\\\\\",
      "a;b,c:d=e",
      ";VALUE=URI:http://evil.example",
      "\"quoted\";X=\"y\"",
      "{\"a\":1}",
      "\"},{\"id\":\"evil\"",
      "\\u0000\\ud800",
      "\\\"",
      "../../etc/passwd",
      "%00%0d%0a%2e%2e%2f",
      "?x=1#fragment",
      "{0}{1}{}",
      "%s%n%x",
      "${jndi:ldap://evil.example/a}",
      "\0"s,
      "a\0b"s,
      "\x01\x02\x03\x04\x05\x06\x07\x08\x0B\x0C\x0E\x0F",
      "\x1b[2J\x1b[31mred\x07",
      "\x7F\xC2\x80\xC2\x85\xC2\x9F",
      "\t\ttabs\t",
      "\xEF\xBB\xBF byte order mark",
      "\xFF\xFE\xFD",
      "\xC3",
      "\xC3\x28",
      "\xE2\x82",
      "\xED\xA0\x80 half of a pair",
      "\xF4\x90\x80\x80 beyond Unicode",
      "\xC0\xAF\xE0\x80\xAF overlong",
      "\xEF\xBF\xBE\xEF\xBF\xBF noncharacters",
      "\xF0\x9F\xBF\xBE \xEF\xB7\x90",
      "\xE2\x80\xAE"
      "evil\xE2\x80\xAC",
      "\xE2\x81\xA6"
      "isolate\xE2\x81\xA9\xE2\x80\x8F",
      "\xE2\x80\xA8line\xE2\x80\xA9paragraph\xC2\x85next",
      "\xE2\x80\x8Bzero\xE2\x80\x8Dwidth\xC2\xAD",
      "\xD7\xA0\xD7\x98\xD7\xA4\xD7\x9C\xD7\x99\xD7\xA7\xD7\xA1",
      "\xD9\x86\xD8\xAA\xD9\x81\xD9\x84\xD9\x8A\xD9\x83\xD8\xB3 <b>",
      "\xE3\x83\x8D\xE3\x83\x83\xE3\x83\x88\xE3\x83\x95\xE3\x83\xAA\xE3\x83\x83\xE3\x82\xAF\xE3\x82\xB9",
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 \xF0\x9F\x87\xA9\xF0\x9F\x87\xAA "
      "\xF0\x9F\x98\xA9",
      "Z" + repeated("\xCC\x81\xCC\xA7", 300),
      repeated("x", 5'000),
      repeated("\xF0\x9F\x98\xA9", 500),
      repeated("\xE3\x83\x8D", 74),
      repeated("a", 74) + "\xC3\xA9\xC3\xA9",
      repeated("a", 73) + "\xF0\x9F\x98\xA9",
      repeated(";", 100),
      repeated("\n", 100),
      every_byte(),
      "-1",
      "null",
      "1e999",
      "2026-13-45T99:99:99Z",
      "9999-12-31T23:59:59Z",
  };
}

}  // namespace

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> kTexts = all();
  return kTexts;
}

}  // namespace outcry::outputs::formats
