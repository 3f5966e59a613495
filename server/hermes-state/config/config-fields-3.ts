/** Settings of Hermes 0.19: path, type (choices behind a colon) and default as JSON, `?` where it is not known. */
export const fields3 = `
computer_use.capture_after_mode string "som"
computer_use.no_overlay string null
desktop.repo_scan_enabled boolean true
desktop.repo_scan_roots list []
desktop.repo_scan_exclude_paths list []
desktop.electron_flags list []
desktop.disable_gpu string "auto"
vertex.project_id string ""
vertex.region string "global"
`;
