import { CloseCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

/** What a select shows to empty it: antd's own button is called “Clear” in every language. */
export function useClearing() {
  const { t } = useTranslation();
  return { clearIcon: <CloseCircleFilled />, label: t('filter.clear') };
}
