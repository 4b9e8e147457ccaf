/** The mark: an ideal triangle, its three geodesics in the three accents; what it encloses is the name. */
export function Mark() {
  return (
    <svg
      className="app-mark"
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="10" stroke="var(--ink)" strokeWidth="1.8" />
      <path d="M12 2A17.32 17.32 0 0 1 3.34 17" stroke="var(--spherical)" />
      <path d="M12 2A17.32 17.32 0 0 0 20.66 17" stroke="var(--hyperbolic)" />
      <path d="M3.34 17A17.32 17.32 0 0 1 20.66 17" stroke="var(--fused)" />
    </svg>
  );
}
