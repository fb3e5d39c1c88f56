import layout from '../../kit/styles/layout.module.css';

/** The page as it is read from top to bottom. */
export function ClaimsEssay() {
  return (
    <div className={layout.pageHead}>
      <h2>Can a noisy crowd make my answers worse?</h2>
      <p>What two documents claim, what was measured of it here, and what your own device says.</p>
    </div>
  );
}
