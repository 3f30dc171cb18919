# Writes OUTPUT, a source that knows which commit of SOURCE is being built; run at every build, touches the file only when that changed.
set(commit "unknown")
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 OUTPUT_VARIABLE said RESULT_VARIABLE failed
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT failed AND said MATCHES "^[A-Za-z0-9._-]+$")
    set(commit "${said}")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "namespace im {
const char* build_commit();
const char* build_commit() {
    return \"${commit}\";
}
}  // namespace im
")
