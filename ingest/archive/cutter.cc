#include "ingest/archive/cutter.h"

#include <utility>

#include "ingest/archive/cut_elements.h"
#include "ingest/archive/cut_text.h"

namespace outcry::ingest {

std::unique_ptr<Cutter> make_cutter(ByteSource& content, const Recognised& how, CutterLimits limits,
                                    Cutter::Report report) {
  switch (how.parting) {
    case Parting::rows:
      return std::make_unique<RowCutter>(content, how.layout.separator, limits, std::move(report));
    case Parting::elements:
      return std::make_unique<ElementCutter>(content, ElementCutter::Start::elements, limits, std::move(report));
    case Parting::outbox:
      return std::make_unique<ElementCutter>(content, ElementCutter::Start::outbox, limits, std::move(report));
    case Parting::lines:
      break;
  }
  return std::make_unique<LineCutter>(content, limits, std::move(report));
}

}  // namespace outcry::ingest
