# cmake -P install.cmake: what package-lock.json names, once for each package-lock.json. All builds of a clone share it; those
# that run side by side wait for each other.
get_filename_component(page ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
set(stamp ${page}/node_modules/.installed)

file(MAKE_DIRECTORY ${page}/build)
file(LOCK ${page}/build/install.lock GUARD PROCESS TIMEOUT 900)
file(SHA256 ${page}/package-lock.json wanted)
if(EXISTS ${stamp})
  file(READ ${stamp} present)
endif()
if(NOT wanted STREQUAL present)
  find_program(NPM npm REQUIRED)
  message(STATUS "npm ci, in dashboard/")
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-progress --loglevel=error
                  WORKING_DIRECTORY ${page} RESULT_VARIABLE failed OUTPUT_QUIET)
  if(failed)
    message(FATAL_ERROR "npm cannot install what the page is built from. A program without the page: -DOUTCRY_PAGE=OFF")
  endif()
  file(WRITE ${stamp} ${wanted})
endif()
