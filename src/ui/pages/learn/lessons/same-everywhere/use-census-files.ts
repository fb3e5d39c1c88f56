import { useEffect, useState } from 'react';
import type { CensusFile } from '../../../census/census-files.ts';

/** The census’s files, fetched when they are first shown; empty until then. */
export function useCensusFiles(): readonly CensusFile[] {
  const [files, setFiles] = useState<readonly CensusFile[]>([]);
  useEffect(() => {
    let shown = true;
    void import('../../../census/census-files.ts').then(({ CENSUS_FILES }) => {
      if (shown) setFiles(CENSUS_FILES);
    });
    return () => {
      shown = false;
    };
  }, []);
  return files;
}
