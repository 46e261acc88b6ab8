# Warnings are errors in what is ours; sanitizers come from the preset.
add_library(outcry_options INTERFACE)
target_compile_options(outcry_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wno-missing-field-initializers -Werror
                                                $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_include_directories(outcry_options INTERFACE ${PROJECT_SOURCE_DIR})
if(OUTCRY_SANITIZE)
  target_compile_options(outcry_options INTERFACE -fsanitize=${OUTCRY_SANITIZE} -fno-omit-frame-pointer
                                                  -fno-sanitize-recover=all)
  # clang 14 cannot place what it checks of functions before coroutines.
  target_compile_options(outcry_options INTERFACE $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
  target_link_options(outcry_options INTERFACE -fsanitize=${OUTCRY_SANITIZE})
endif()
if(OUTCRY_FUZZERS)
  target_compile_options(outcry_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# outcry_room(model SOURCES a.cc b.cc LIBRARIES other): the library of one folder.
function(outcry_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(outcry_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(outcry_${name} PUBLIC outcry_options ${ROOM_LIBRARIES})
endfunction()

# outcry_tests(model SOURCES a_test.cc LIBRARIES outcry_model): one test program for one folder.
function(outcry_tests name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name}_test ${ROOM_SOURCES})
  target_link_libraries(${name}_test PRIVATE ${ROOM_LIBRARIES} outcry_options GTest::gmock_main)
  target_compile_definitions(${name}_test PRIVATE OUTCRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(OUTCRY_SANITIZE)
    target_compile_options(${name}_test PRIVATE -O0)  # half of the time to compile what is instrumented and run once
  endif()
  gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60)
endfunction()
